//! `dangol openapi`: the API's document.

use crate::{
    base::error::Error,
    cli::{args::Run, failure::Failure, output},
    config::layers::Loaded,
    router,
};

/// Print the API's OpenAPI 3.1 document, as JSON.
#[derive(Debug, clap::Args)]
pub struct Openapi {}

impl Run for Openapi {
    fn run(&self, _: &Loaded) -> Result<(), Failure> {
        let document = serde_json::to_string_pretty(&router::document()).map_err(|cause| Error::internal("writing the document", cause))?;
        output::line(document);
        Ok(())
    }
}
