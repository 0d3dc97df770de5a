//! The use cases of leads: `birth` makes them, `moves` takes them through their funnel, `review` decides on suspects, `change` edits
//! and deletes, `work` logs calls and says who is to be called, `bulk` changes many at once, `reading` lists and shows them, all within
//! the `reach` of who asks.

mod birth;
pub mod bulk;
mod change;
mod moves;
mod reach;
mod reading;
mod review;
pub mod work;

pub use crate::leads::store::fill;
pub use birth::{create, open, set_first_touch};
pub use change::{delete, update};
pub use moves::{change_funnel, move_to_stage};
pub use reading::{Board, CARDS, Detail, board, contacts_of, detail, get, list, newest, reveal, reveal_lead, suspects};
pub use review::{accept, reject};
