//! Charts as SVG: pure functions from numbers to markup, drawn on the server, coloured by classes for both themes.
//!
//! [`line()`] for days, [`columns()`] for histograms and months, [`sparkline`] beside a figure, [`funnel()`] for steps. A chart is
//! drawn twice, for wide and for slim cards, and the style sheet shows one. Each carries its numbers as a table for those who
//! do not see it; the script reads its tooltip from there too.

mod axis;
mod columns;
mod curve;
mod figure;
mod frame;
mod funnel;
mod line;
mod spark;

pub use axis::Unit;
pub use columns::columns;
pub use figure::{Chart, GAP, Series};
pub use funnel::{Step, funnel};
pub use line::line;
pub use spark::sparkline;
