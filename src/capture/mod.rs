//! The visitors' door, through which every lead comes.
//!
//! `public` is what visitors reach. A submission is parsed by its page's form, judged (`judge`, `rate`), and taken in by the one
//! transaction of `service`; it is answered when it is on disk. `cookies` tells a returning browser and how long a form was open.
//! Table: `submission`.

pub mod cookies;
pub mod judge;
pub mod model;
pub mod public;
pub mod rate;
pub mod service;
pub mod store;
pub mod texts;
