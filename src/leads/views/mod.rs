//! How leads look: the `list` with its suspects, the `detail` of one, the `form` for a new one, the `board`.

pub mod board;
pub mod detail;
pub mod form;
pub mod list;
pub mod parts;
