//! Mail transport: what a letter is made of ([`letter`]), which server takes it ([`server`]), and the talk with that server ([`send`]).

pub mod letter;
pub mod send;
pub mod server;
