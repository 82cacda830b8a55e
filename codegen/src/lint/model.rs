//! What a statement does, as the rules see it: names folded as the database folds them, each part with its place.

use std::ops::Range;

use crate::catalog::ObjectName;

/// A name of one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ident {
    /// As the database keeps it; in lower case where it ignores case.
    pub(super) name: String,
    /// As it is written, without quotes.
    pub(super) shown: String,
    /// Where.
    pub(super) at: Range<usize>,
}

/// The name of a table, index, type or the like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// The namespace where one is written.
    pub(super) namespace: Option<Ident>,
    /// The last part.
    pub(super) ident: Ident,
    /// By which things are found: the default namespace is not said.
    pub(super) key: ObjectName,
}

impl Name {
    /// For messages.
    pub(super) fn shown(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("{}.{}", namespace.shown, self.ident.shown),
            None => self.ident.shown.clone(),
        }
    }

    pub(super) fn at(&self) -> Range<usize> {
        let start = self
            .namespace
            .as_ref()
            .map_or(self.ident.at.start, |first| first.at.start);
        start..self.ident.at.end
    }
}

/// A type as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypeText {
    /// In lower case, with single spaces, and none before `(` and `[`: `character varying(20)`.
    pub(super) text: String,
    /// Where; empty where there is no type.
    pub(super) at: Range<usize>,
}

impl TypeText {
    /// Without what is in parentheses: `timestamp with time zone` of `timestamp(3) with time zone`.
    pub(super) fn base(&self) -> String {
        let mut base = String::new();
        let mut depth = 0_usize;
        for character in self.text.chars() {
            match character {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ if depth == 0 => base.push(character),
                _ => {}
            }
        }
        base
    }

    /// The numbers in its parentheses.
    pub(super) fn arguments(&self) -> Vec<i64> {
        let inside = self.text.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
        let Some((inside, _)) = inside else { return Vec::new() };
        inside
            .split(',')
            .filter_map(|number| number.trim().parse().ok())
            .collect()
    }
}

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sql {
    pub(super) text: String,
    pub(super) at: Range<usize>,
}

/// A column of CREATE TABLE or ADD COLUMN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: Ident,
    pub(super) r#type: TypeText,
    pub(super) not_null: bool,
    pub(super) default: Option<Sql>,
    pub(super) primary_key: bool,
    pub(super) autoincrement: bool,
    pub(super) unique: bool,
    pub(super) references: Option<Reference>,
    pub(super) checks: Vec<Sql>,
    pub(super) generated: Option<Generated>,
    pub(super) identity: bool,
    /// Something in it is not understood.
    pub(super) odd: bool,
    /// The whole of it.
    pub(super) at: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Generated {
    pub(super) expression: Sql,
    pub(super) stored: bool,
}

/// REFERENCES.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) table: Name,
    pub(super) columns: Vec<Ident>,
    /// Whether rows follow when the row pointed at goes: CASCADE, SET NULL, SET DEFAULT.
    pub(super) acts_on_delete: bool,
    pub(super) at: Range<usize>,
}

/// A table constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Constraint {
    pub(super) name: Option<Ident>,
    pub(super) kind: ConstraintKind,
    pub(super) not_valid: bool,
    pub(super) at: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ConstraintKind {
    PrimaryKey { columns: Vec<Ident>, using_index: bool },
    Unique { columns: Vec<Ident>, using_index: bool },
    ForeignKey { columns: Vec<Ident>, references: Reference },
    Check(Sql),
    Exclude,
    NotNull(Ident),
}

/// CREATE TABLE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewTable {
    pub(super) name: Name,
    pub(super) columns: Vec<Column>,
    pub(super) constraints: Vec<Constraint>,
    pub(super) temporary: bool,
    pub(super) if_not_exists: bool,
    pub(super) strict: bool,
    pub(super) without_rowid: bool,
    pub(super) autoincrement: bool,
    /// Its columns are all listed; not so with LIKE, AS SELECT, PARTITION OF, INHERITS.
    pub(super) complete: bool,
}

/// CREATE INDEX.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewIndex {
    pub(super) name: Option<Name>,
    pub(super) table: Name,
    /// Its parts: a plain column, or nothing for an expression.
    pub(super) parts: Vec<Option<Ident>>,
    /// The text of its parts and predicate.
    pub(super) body: Vec<Sql>,
    pub(super) unique: bool,
    pub(super) concurrently: bool,
    pub(super) if_not_exists: bool,
    pub(super) partial: bool,
    pub(super) only: bool,
}

/// A part of a statement: what it does, and where it says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Act {
    pub(super) action: Action,
    pub(super) at: Range<usize>,
}

/// What a statement does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one per statement, and rules match into it"
)]
pub(super) enum Action {
    CreateTable(NewTable),
    CreateIndex(NewIndex),
    /// A view with its query, from which it reads by name.
    CreateView {
        name: Name,
        materialized: bool,
        reads: Vec<Ident>,
    },
    CreateTrigger {
        name: Name,
        table: Name,
        reads: Vec<Ident>,
    },
    CreateType {
        name: Name,
    },
    CreateDomain {
        name: Name,
        constrained: bool,
    },
    /// Any other CREATE: function, sequence, schema, extension …
    CreateOther {
        kind: String,
        name: Option<Name>,
        repeatable: bool,
    },
    AlterTable {
        table: Name,
        change: Change,
    },
    /// ALTER of a type, view, sequence, schema … RENAME TO.
    Rename {
        kind: String,
        name: Name,
        to: Ident,
    },
    /// … SET SCHEMA.
    Move {
        kind: String,
        name: Name,
    },
    AddValue {
        r#type: Name,
        value: String,
        placed: bool,
        if_not_exists: bool,
    },
    RenameValue {
        r#type: Name,
    },
    AlterDomain {
        domain: Name,
        adds_check: bool,
        not_valid: bool,
    },
    Drop {
        kind: String,
        names: Vec<Name>,
        cascade: bool,
        if_exists: bool,
        concurrently: bool,
    },
    Begin,
    Commit,
    Rollback,
    Set {
        variable: String,
        value: String,
    },
    Pragma {
        name: String,
        value: Option<String>,
    },
    Vacuum {
        full: bool,
    },
    Cluster,
    Reindex {
        concurrently: bool,
    },
    Refresh {
        view: Name,
        concurrently: bool,
    },
    Lock {
        tables: Vec<Name>,
        mode: String,
    },
    Truncate {
        tables: Vec<Name>,
        cascade: bool,
    },
    Insert {
        table: Name,
        columns: bool,
        replaces: bool,
        from: Vec<Ident>,
        star: bool,
        selects: bool,
        list: Option<Sql>,
    },
    Update {
        table: Name,
        filter: Option<Sql>,
        columns: Vec<Ident>,
    },
    Delete {
        table: Name,
        filter: Option<Sql>,
    },
    /// A block of code that is not looked into.
    Block,
    /// Something that no rule speaks of.
    Other,
}

/// What ALTER TABLE does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    AddColumn {
        column: Column,
        if_not_exists: bool,
    },
    DropColumn {
        column: Ident,
        cascade: bool,
    },
    SetType {
        column: Ident,
        r#type: TypeText,
        using: bool,
        collation: bool,
    },
    SetNotNull(Ident),
    DropNotNull(Ident),
    SetDefault(Ident),
    DropDefault(Ident),
    /// IDENTITY, EXPRESSION, STATISTICS, STORAGE … of a column.
    AlterColumn {
        what: String,
        column: Ident,
    },
    AddConstraint(Constraint),
    DropConstraint {
        name: Ident,
        cascade: bool,
    },
    Validate(Ident),
    RenameColumn {
        from: Ident,
        to: Ident,
    },
    RenameConstraint,
    RenameTo(Ident),
    SetSchema,
    /// SET LOGGED, SET TABLESPACE, SET ACCESS METHOD: all rows are written again.
    Rewrite(String),
    DetachPartition {
        concurrently: bool,
    },
    AttachPartition,
    DisableTrigger,
    /// ENABLE …, OWNER TO, SET (…), CLUSTER ON, INHERIT …
    Setting(String),
}
