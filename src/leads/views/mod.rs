//! How leads look: the `list` with its suspects, the `detail` of one with its `score` and what is said (`talk`), the `form` for a new one, the
//! `board`, `today`'s callbacks, changes to many at once (`bulk`).

pub mod board;
pub mod bulk;
pub mod detail;
pub mod form;
pub mod list;
pub mod parts;
pub mod score;
pub mod talk;
pub mod today;
