//! Checks that the assets are built, since the binary embeds them. Building them is `make`'s work: a build never goes to the network.

use std::path::Path;

const MANIFEST: &str = "assets/dist/manifest.json";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={MANIFEST}");
    if !Path::new(MANIFEST).is_file() {
        println!("cargo::error={MANIFEST} is missing. Build the assets first: make assets");
    }
}
