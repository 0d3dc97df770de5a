//! Restores: what one would change ([`preview`](preview::preview)), the files made ready beside the others ([`ready`]), put in place by
//! the owner of the directory ([`place`]) or shown as accounts of their own ([`aside`]), with progress ([`run`]), or a whole box brought
//! back into an empty directory ([`empty`]). What was there before is kept ([`kept`]) and can be put back ([`back`]).

pub mod aside;
pub mod back;
pub mod empty;
pub mod kept;
pub mod origin;
pub mod place;
pub mod preview;
pub mod ready;
pub mod run;
