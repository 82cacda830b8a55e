//! `[database]`, `[env.*]`, `[generate]`, `[namespace.*]`.

use toml::de::{DeTable, DeValue};

use crate::diagnostic::document as say;
use crate::dialect::{DialectName, Version};
use crate::document::reader::{Item, Reader, read_keys};
use crate::schema::{Dates, Lint, Serde};
use crate::source::{Span, Spanned};

/// `[database]`.
#[derive(Debug, Clone)]
pub struct Database {
    /// `name`.
    pub name: Option<Spanned<String>>,
    /// `dialects`.
    pub dialects: Vec<Spanned<DialectName>>,
    /// `default_url`.
    pub default_url: Option<Spanned<String>>,
    /// `postgres = { … }`.
    pub postgres: DialectSettings,
    /// `sqlite = { … }`.
    pub sqlite: DialectSettings,
    /// The key `database`.
    pub span: Span,
}

/// What `[database]` says of one dialect.
#[derive(Debug, Clone, Default)]
pub struct DialectSettings {
    /// `min_version`.
    pub min_version: Option<Spanned<Version>>,
    /// `strict` (SQLite).
    pub strict: bool,
    /// `rls` (PostgreSQL).
    pub rls: bool,
}

/// `[env.NAME]`.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The name.
    pub name: Spanned<String>,
    /// `url`.
    pub url: Option<Spanned<String>>,
    /// `protected`.
    pub protected: bool,
}

/// `models` of `[generate]`.
#[derive(Debug, Clone, Default)]
pub enum Models {
    /// Not said.
    #[default]
    Unsaid,
    /// A folder.
    Folder(Spanned<String>),
    /// `false`: a build script writes them.
    BuildScript,
}

/// `[generate]`.
#[derive(Debug, Clone, Default)]
pub struct Generate {
    /// `include`.
    pub include: Vec<Spanned<String>>,
    /// `models`.
    pub models: Models,
    /// `migrations`.
    pub migrations: Option<Spanned<String>>,
    /// `templates`.
    pub templates: Option<Spanned<String>>,
    /// `modules`.
    pub modules: Vec<Spanned<String>>,
    /// `serde`.
    pub serde: Option<Serde>,
    /// `dates`.
    pub dates: Option<Dates>,
    /// `simple`.
    pub simple: bool,
    /// `rewrite_rows`.
    pub rewrite_rows: Option<u64>,
    /// `[[generate.output]]`.
    pub outputs: Vec<Output>,
}

/// `[[generate.output]]`.
#[derive(Debug, Clone)]
pub struct Output {
    /// `template`.
    pub template: Spanned<String>,
    /// `path`.
    pub path: Spanned<String>,
    /// Where it stands.
    pub span: Span,
}

/// `[namespace.NAME]`.
#[derive(Debug, Clone)]
pub struct Namespace {
    /// The name.
    pub name: Spanned<String>,
    /// `comment`.
    pub comment: Option<String>,
}

impl Reader<'_> {
    pub(super) fn database(&mut self, item: Item<'_>) -> Option<Database> {
        let table = self.table(item)?;
        let mut database = Database {
            name: None,
            dialects: Vec::new(),
            default_url: None,
            postgres: DialectSettings::default(),
            sqlite: DialectSettings::default(),
            span: item.key_span,
        };
        read_keys!(self, table, "`[database]`", item {
            "name" => database.name = self.string(item),
            "dialects" => database.dialects = self.dialects(item),
            "default_url" => database.default_url = self.string(item),
            "postgres" => database.postgres = self.postgres_settings(item),
            "sqlite" => database.sqlite = self.sqlite_settings(item),
        });
        self.require(table, "name", "`[database]`", item.key_span);
        self.require(table, "dialects", "`[database]`", item.key_span);
        Some(database)
    }

    fn dialects(&mut self, item: Item<'_>) -> Vec<Spanned<DialectName>> {
        let elements = self.elements(item);
        let mut dialects: Vec<Spanned<DialectName>> = Vec::new();
        if elements.is_empty() {
            self.diagnostics.push(say::empty_list(item.key, item.span));
        }
        for element in elements {
            let Some(dialect) = self.choice::<DialectName>(element) else {
                continue;
            };
            match dialects.iter().find(|known| known.value == dialect.value) {
                Some(first) => {
                    self.diagnostics
                        .push(say::listed_twice(dialect.value.as_str(), dialect.span, first.span));
                }
                None => dialects.push(dialect),
            }
        }
        dialects
    }

    fn postgres_settings(&mut self, item: Item<'_>) -> DialectSettings {
        let mut settings = DialectSettings::default();
        let Some(table) = self.table(item) else { return settings };
        read_keys!(self, table, "`postgres` of `[database]`", item {
            "min_version" => settings.min_version = self.version(item),
            "rls" => settings.rls = self.flag(item),
        });
        settings
    }

    fn sqlite_settings(&mut self, item: Item<'_>) -> DialectSettings {
        let mut settings = DialectSettings::default();
        let Some(table) = self.table(item) else { return settings };
        read_keys!(self, table, "`sqlite` of `[database]`", item {
            "min_version" => settings.min_version = self.version(item),
            "strict" => settings.strict = self.flag(item),
        });
        settings
    }

    fn version(&mut self, item: Item<'_>) -> Option<Spanned<Version>> {
        let text = self.string(item)?;
        if let Ok(version) = text.value.parse() {
            Some(Spanned::new(version, text.span))
        } else {
            self.diagnostics.push(say::invalid_version(&text.value, text.span));
            None
        }
    }

    pub(super) fn environment(&mut self, item: Item<'_>) -> Option<Environment> {
        let table = self.table(item)?;
        let mut environment = Environment {
            name: item.key(),
            url: None,
            protected: false,
        };
        read_keys!(self, table, "`[env.*]`", item {
            "url" => environment.url = self.string(item),
            "protected" => environment.protected = self.flag(item),
        });
        Some(environment)
    }

    pub(super) fn generate(&mut self, table: &DeTable<'_>) -> Generate {
        let mut generate = Generate::default();
        read_keys!(self, table, "`[generate]`", item {
            "include" => generate.include = self.strings(item),
            "models" => generate.models = self.models(item),
            "migrations" => generate.migrations = self.string(item),
            "templates" => generate.templates = self.string(item),
            "modules" => generate.modules = self.strings(item),
            "serde" => generate.serde = self.choice(item).map(|serde| serde.value),
            "dates" => generate.dates = self.choice(item).map(|dates| dates.value),
            "simple" => generate.simple = self.flag(item),
            "rewrite_rows" => generate.rewrite_rows = self.count(item),
            "output" => {
                let elements = self.elements(item);
                generate.outputs.extend(elements.into_iter().filter_map(|element| self.output(element)));
            },
        });
        generate
    }

    pub(super) fn lint(&mut self, table: &DeTable<'_>) -> Lint {
        let mut lint = Lint::default();
        read_keys!(self, table, "`[lint]`", item {
            "after" => lint.after = self.string(item),
            "allow" => for code in self.strings(item) {
                let off = Spanned::new("off".to_owned(), code.span);
                lint.severities.push((code, off));
            },
            "severity" => if let Some(severities) = self.table(item) {
                for item in self.items(severities) {
                    let severity = self.string(item);
                    lint.severities.extend(severity.map(|severity| (item.key(), severity)));
                }
            },
        });
        lint
    }

    fn models(&mut self, item: Item<'_>) -> Models {
        match item.value {
            DeValue::Boolean(false) => Models::BuildScript,
            DeValue::String(_) => self.string(item).map_or(Models::Unsaid, Models::Folder),
            _ => {
                self.wrong_type(item, "a folder, or `false` where a build script writes the models");
                Models::Unsaid
            }
        }
    }

    fn output(&mut self, item: Item<'_>) -> Option<Output> {
        let table = self.table(item)?;
        let (mut template, mut path) = (None, None);
        read_keys!(self, table, "`[[generate.output]]`", item {
            "template" => template = self.string(item),
            "path" => path = self.string(item),
        });
        for key in ["template", "path"] {
            self.require(table, key, "`[[generate.output]]`", item.span);
        }
        Some(Output {
            template: template?,
            path: path?,
            span: item.span,
        })
    }

    pub(super) fn namespace(&mut self, item: Item<'_>) -> Option<Namespace> {
        let table = self.table(item)?;
        let mut namespace = Namespace {
            name: item.key(),
            comment: None,
        };
        read_keys!(self, table, "a namespace", item {
            "comment" => namespace.comment = self.string(item).map(|comment| comment.value),
        });
        Some(namespace)
    }
}
