//! A page to begin with: responsive, with a place for the form.

use crate::base::lang::{Text, text};

pub const STARTER: Text = text(include_str!("starter.html"), include_str!("starter.en.html"));
