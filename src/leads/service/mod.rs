//! The use cases of leads: `birth` makes them, `moves` takes them through their funnel, `review` decides on suspects, `change` edits
//! and deletes, `reading` lists and shows them, within the `reach` of who asks.

mod birth;
mod change;
mod moves;
mod reach;
mod reading;
mod review;

pub use birth::{create, open, set_first_touch};
pub use change::{delete, update};
pub use moves::{change_funnel, move_to_stage};
pub use reading::{Board, CARDS, Detail, board, contacts_of, detail, get, list, newest, reveal, suspects};
pub use review::{accept, reject};
