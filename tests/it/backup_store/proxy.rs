//! A way to a server on which things go wrong.
