//! Floor 0: the words every other floor speaks. Nothing here does IO or knows a feature.

pub mod bytes;
pub mod chance;
pub mod device;
pub mod email;
pub mod encryption;
pub mod error;
pub mod form;
pub mod hangul;
pub mod ids;
pub mod lang;
pub mod latency;
pub mod masking;
pub mod money;
pub mod network;
pub mod page;
pub mod period;
pub mod person;
pub mod phone;
pub mod resident_number;
pub mod seal;
pub mod secret;
pub mod sign;
pub mod slug;
pub mod table;
pub mod text_type;
pub mod time;
