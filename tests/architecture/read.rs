//! Reads a source file into the facts that the rules judge: its module, the paths it names, its string literals.
//! What stands under `#[cfg(test)]` is left out: tests look at the house from outside.

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

pub struct Source {
    /// Relative to the repository: `src/customers/store.rs`.
    pub path: String,
    pub text: String,
}

impl Source {
    /// The path after `crate::`; `None` for files outside `src/`. `lib.rs` is the empty path.
    pub fn module(&self) -> Option<Vec<String>> {
        let name = self.path.strip_prefix("src/")?.strip_suffix(".rs")?;
        let mut module: Vec<String> = name.split('/').map(str::to_owned).collect();
        if module.last().is_some_and(|last| last == "mod") || module == ["lib"] {
            module.pop();
        }
        Some(module)
    }

    pub fn is_mod_file(&self) -> bool {
        self.path.ends_with("/mod.rs")
    }
}

/// A path as it was written, from its first segment on; a glob ends in `*`.
pub struct Named {
    pub segments: Vec<String>,
    pub line: usize,
}

pub struct Literal {
    pub text: String,
    pub line: usize,
}

#[derive(Default)]
pub struct Facts {
    pub paths: Vec<Named>,
    pub literals: Vec<Literal>,
    /// Lines of items that are neither `mod name;` nor `use`.
    pub logic: Vec<usize>,
    /// Names of `#[cfg(test)] mod name;`.
    pub test_modules: Vec<String>,
}

pub fn read(source: &Source) -> syn::Result<Facts> {
    let file = syn::parse_file(&source.text)?;
    let mut facts = Facts::default();
    for item in &file.items {
        match item {
            syn::Item::Use(_) => {}
            syn::Item::Mod(module) if module.content.is_none() || for_tests(&module.attrs) => {}
            other => facts.logic.push(line_of(other)),
        }
    }
    facts.visit_file(&file);
    Ok(facts)
}

fn line_of(node: &impl Spanned) -> usize {
    node.span().start().line
}

fn for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.meta.require_list().is_ok_and(|list| {
                let words = words(list.tokens.clone());
                words.iter().any(|word| word == "test") && !words.iter().any(|word| word == "not")
            })
    })
}

fn words(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => found.push(ident.to_string()),
            TokenTree::Group(group) => found.extend(words(group.stream())),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    found
}

impl<'ast> Visit<'ast> for Facts {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Mod(item) => &item.attrs,
            syn::Item::Fn(item) => &item.attrs,
            syn::Item::Impl(item) => &item.attrs,
            syn::Item::Use(item) => &item.attrs,
            syn::Item::Struct(item) => &item.attrs,
            syn::Item::Enum(item) => &item.attrs,
            syn::Item::Const(item) => &item.attrs,
            syn::Item::Static(item) => &item.attrs,
            syn::Item::Trait(item) => &item.attrs,
            syn::Item::Type(item) => &item.attrs,
            syn::Item::Macro(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !for_tests(attributes) {
            visit::visit_item(self, item);
        } else if let syn::Item::Mod(module) = item {
            self.test_modules.push(module.ident.to_string());
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !for_tests(&function.attrs) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.leaves(&mut Vec::new(), &item.tree);
    }

    /// `pub(super)` and `pub(in …)` import nothing.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let segments = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.paths.push(Named { segments, line: line_of(path) });
        }
        visit::visit_path(self, path);
    }

    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.literals.push(Literal { text: literal.value(), line: line_of(literal) });
    }

    /// Doc comments are attributes with a string: no code.
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        self.visit_path(&mac.path);
        self.tokens(mac.tokens.clone());
    }
}

impl Facts {
    fn leaves(&mut self, prefix: &mut Vec<String>, tree: &syn::UseTree) {
        let (name, line) = match tree {
            syn::UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.leaves(prefix, &path.tree);
                prefix.pop();
                return;
            }
            syn::UseTree::Group(group) => {
                for item in &group.items {
                    self.leaves(prefix, item);
                }
                return;
            }
            syn::UseTree::Name(name) => (name.ident.to_string(), line_of(name)),
            syn::UseTree::Rename(rename) => (rename.ident.to_string(), line_of(rename)),
            syn::UseTree::Glob(glob) => ("*".to_owned(), line_of(glob)),
        };
        let mut segments = prefix.clone();
        if name != "self" || segments.is_empty() {
            segments.push(name);
        }
        self.paths.push(Named { segments, line });
    }

    /// Macro arguments are no syntax tree yet: paths are found as identifiers joined by `::`.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut segments: Vec<String> = Vec::new();
        let mut line = 0;
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.path_ends(&mut segments, line);
                    }
                    if segments.is_empty() {
                        line = ident.span().start().line;
                    }
                    segments.push(ident.to_string());
                    colons = 0;
                    continue;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                TokenTree::Group(group) => {
                    self.path_ends(&mut segments, line);
                    self.tokens(group.stream());
                }
                TokenTree::Literal(literal) => {
                    self.path_ends(&mut segments, line);
                    let line = literal.span().start().line;
                    if let syn::Lit::Str(text) = syn::Lit::new(literal) {
                        self.literals.push(Literal { text: text.value(), line });
                    }
                }
                TokenTree::Punct(_) => self.path_ends(&mut segments, line),
            }
            colons = 0;
        }
        self.path_ends(&mut segments, line);
    }

    fn path_ends(&mut self, segments: &mut Vec<String>, line: usize) {
        let segments = std::mem::take(segments);
        if segments.len() > 1 {
            self.paths.push(Named { segments, line });
        }
    }
}
