//! Writes the models of schema.toml to `OUT_DIR`; `src/models.rs` takes them in.

fn main() {
    codegen::Builder::new().run();
}
