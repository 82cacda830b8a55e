//! What is wrong with names and references between the parts of a schema.

use crate::diagnostic::document::listed;
use crate::diagnostic::{Diagnostic, codes, suggest};
use crate::dialect::DialectName;
use crate::source::Span;

/// "did you mean", or which there are.
fn with_known<'a>(
    diagnostic: Diagnostic,
    unknown: &str,
    known: impl Iterator<Item = &'a str>,
    what: &str,
) -> Diagnostic {
    const MOST: usize = 12;
    let known: Vec<_> = known.collect();
    if let Some(near) = suggest(unknown, known.iter().copied()) {
        return diagnostic.help(format!("did you mean `{near}`?"));
    }
    match known.len() {
        0 => diagnostic.help(format!("there are no {what} yet")),
        1 => diagnostic.help(format!("there is {}", listed(&known))),
        2..=MOST => diagnostic.help(format!("there are {}", listed(&known))),
        more => diagnostic.help(format!("there are {more} {what}, none of a like name")),
    }
}

pub(crate) fn unknown_table<'a>(key: &str, span: Span, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(codes::UNKNOWN_TABLE, format!("unknown table `{key}`")).at(span, "no table has this key");
    with_known(diagnostic, key, known, "tables")
}

pub(crate) fn unknown_column<'a>(
    key: &str,
    span: Span,
    table: &str,
    known: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let message = format!("unknown column `{key}` in table `{table}`");
    let diagnostic = Diagnostic::error(codes::UNKNOWN_COLUMN, message).at(span, "no column has this key");
    with_known(diagnostic, key, known, "columns")
}

pub(crate) fn unknown_mixin<'a>(key: &str, span: Span, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(codes::UNKNOWN_MIXIN, format!("unknown mixin `{key}`")).at(span, "no mixin has this key");
    with_known(diagnostic, key, known, "mixins")
}

pub(crate) fn duplicate_key(kind: &str, key: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(codes::DUPLICATE_KEY, format!("there are two {kind}s `{key}`"))
        .at(span, "again here")
        .also(first, "first here")
        .help("rename one of them: keys are unique over all files")
}

pub(crate) fn column_twice(column: &str, table: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(
        codes::COLUMN_TWICE,
        format!("column `{column}` comes twice into table `{table}`"),
    )
    .at(span, "again here")
    .also(first, "first here")
    .help("rename one of them, or leave the mixin out")
}

pub(crate) fn mixin_cycle(key: &str, span: Span, declared: Span) -> Diagnostic {
    Diagnostic::error(codes::MIXIN_CYCLE, format!("mixin `{key}` contains itself"))
        .at(span, format!("leads back to `{key}`"))
        .also(declared, "which starts here")
        .help("take it out of `mixins`")
}

pub(crate) fn empty_name(span: Span) -> Diagnostic {
    Diagnostic::error(codes::EMPTY_NAME, "a name needs at least one character")
        .at(span, "empty")
        .help("give it a name")
}

pub(crate) fn nul_in_name(span: Span) -> Diagnostic {
    Diagnostic::error(codes::NUL_IN_NAME, "a name cannot hold a NUL character")
        .at(span, "has a NUL character")
        .help("take it out; every other character works")
}

pub(crate) fn name_too_long(name: &str, span: Span, dialect: DialectName, limit: usize) -> Diagnostic {
    let title = dialect.title();
    Diagnostic::error(
        codes::NAME_TOO_LONG,
        format!("this name has {} bytes, {title} keeps {limit}", name.len()),
    )
    .at(span, format!("{title} would cut it"))
    .help("write a shorter one")
}

pub(crate) fn reserved_name(name: &str, span: Span, dialect: DialectName) -> Diagnostic {
    let title = dialect.title();
    Diagnostic::error(
        codes::RESERVED_NAME,
        format!("{title} keeps the name `{name}` for itself"),
    )
    .at(span, format!("refused by {title}"))
    .help("give it another name in the database: `column = \"…\"` on a column, `table = \"…\"` on a table")
}

pub(crate) fn our_own_table(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::OUR_OWN_TABLE,
        format!("`{name}` is where applied migrations are recorded"),
    )
    .at(span, "taken")
    .help("give the table another name in the database: `table = \"…\"`")
}

pub(crate) fn database_names_meet(name: &str, owner: &str, span: Span, other: &str, first: Span) -> Diagnostic {
    Diagnostic::error(
        codes::DATABASE_NAMES_MEET,
        format!("{other} and {owner} would both be `{name}` in the database"),
    )
    .at(span, "the same name again")
    .also(first, format!("taken by {other}"))
    .help("give one of them another name: `table`, `column`, `type_name` or `name`")
}

pub(crate) fn rust_names_meet(name: &str, owner: &str, span: Span, other: &str, first: Span) -> Diagnostic {
    Diagnostic::error(
        codes::RUST_NAMES_MEET,
        format!("{other} and {owner} would both be `{name}` in Rust"),
    )
    .at(span, "the same name again")
    .also(first, format!("taken by {other}"))
    .help("give one of them a `rust_name = \"…\"`")
}

pub(crate) fn invalid_rust_name(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::INVALID_RUST_NAME, format!("`{name}` is not a Rust name"))
        .at(span, "letters, digits and `_`, not starting with a digit")
        .help("write one that Rust takes; keywords are fine, `self`, `Self`, `super` and `crate` are not")
}

pub(crate) fn no_rust_name(key: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::NO_RUST_NAME, format!("`{key}` gives no Rust name"))
        .at(span, "no letter or digit that Rust takes")
        .help("add `rust_name = \"…\"`")
}

pub(crate) fn invalid_module(stem: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::INVALID_MODULE, format!("`{stem}` gives no Rust module"))
        .at(span, "the file's name without its ending becomes a module")
        .help("rename the file: letters, digits and `_`, not starting with a digit")
}

pub(crate) fn finders_meet(name: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(
        codes::RUST_NAMES_MEET,
        format!("two unique constraints would both be found by `{name}` in Rust"),
    )
    .at(span, "the same name again")
    .also(first, "taken by this one")
    .help("give a column of one of them a `rust_name = \"…\"`")
}

pub(crate) fn reserved_rust_name(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::RESERVED_RUST_NAME,
        format!("the Rust name `{name}` is one that generated code uses itself"),
    )
    .at(span, "taken")
    .help("choose another `rust_name`")
}

pub(crate) fn reserved_module(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::RESERVED_MODULE,
        format!("the module `{name}` is one of the generated code itself"),
    )
    .at(span, "taken")
    .help("give the file another name")
}

pub(crate) fn table_without_columns(table: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::TABLE_WITHOUT_COLUMNS, format!("table `{table}` has no columns"))
        .at(span, "nothing to store")
        .help(format!("add `[table.{table}.columns]` with a column, as `id = {{ type = \"bigint\", identity = true, primary_key = true }}`"))
}

pub(crate) fn two_primary_keys(table: &str, span: Span, first: Span, columns: &[&str]) -> Diagnostic {
    let columns: Vec<_> = columns.iter().map(|column| format!("\"{column}\"")).collect();
    Diagnostic::error(
        codes::TWO_PRIMARY_KEYS,
        format!("the primary key of `{table}` is said in two places"),
    )
    .at(span, "again here")
    .also(first, "first here")
    .help(format!(
        "for a key of several columns write `primary_key = [{}]` on the table alone",
        columns.join(", ")
    ))
}

pub(crate) fn same_twice(what: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(codes::SAME_TWICE, format!("the same {what} is there twice"))
        .at(span, "again here")
        .also(first, "first here")
        .help("take one of them out")
}

pub(crate) fn no_primary_key(table: &str, span: Span, declared: Span) -> Diagnostic {
    Diagnostic::error(
        codes::NO_PRIMARY_KEY,
        format!("table `{table}` has no primary key to reference"),
    )
    .at(span, "which column?")
    .also(declared, "no primary key")
    .help(format!(
        "name a unique column, as `references = \"{table}.column\"`, or add a primary key"
    ))
}

pub(crate) fn reference_width(own: usize, table: &str, columns: &[&str], span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::REFERENCE_WIDTH,
        format!(
            "{own} column{} cannot point at {}",
            if own == 1 { "" } else { "s" },
            columns.len()
        ),
    )
    .at(span, format!("points at {} of `{table}`", listed(columns)))
    .help("a foreign key has as many columns as it points at; one of several is a `[[table.….foreign_key]]`")
}

pub(crate) fn reference_not_unique(table: &str, columns: &[&str], span: Span) -> Diagnostic {
    let what = if columns.len() == 1 { "is" } else { "are together" };
    Diagnostic::error(
        codes::REFERENCE_NOT_UNIQUE,
        format!("{} of `{table}` {what} not unique", listed(columns)),
    )
    .at(span, "several rows could be meant")
    .help(format!(
        "reference the primary key of `{table}`, or make what you reference unique"
    ))
}

pub(crate) fn still_there(kind: &str, key: &str, span: Span, place: Span) -> Diagnostic {
    Diagnostic::error(codes::STILL_THERE, format!("{kind} `{key}` still exists"))
        .at(span, "said to be its former name")
        .also(place, "but it is here")
        .help(format!("take `{key}` out here, or the {kind} there"))
}

pub(crate) fn relation_name(name: &str, span: Span, better: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::RELATION_NAME, format!("a relation cannot be called `{name}`"))
        .at(span, "relations are named as in Rust: lower case with `_`");
    match better {
        Some(better) => diagnostic.help(format!("write `{better}`")),
        None => diagnostic.help("write a name of letters, digits and `_`"),
    }
}

pub(crate) fn no_foreign_key(own: &str, target: &str, one: bool, span: Span) -> Diagnostic {
    let (message, help) = if one {
        (
            format!("no foreign key joins `{own}` and `{target}`"),
            format!("add a column to `{own}`, as `{target}_id = {{ references = \"{target}\" }}`"),
        )
    } else {
        (
            format!("no foreign key of `{target}` points at `{own}`"),
            format!(
                "add a column to `{target}`, as `{own}_id = {{ references = \"{own}\" }}`, or name a join table: `through = \"…\"`"
            ),
        )
    };
    Diagnostic::error(codes::NO_FOREIGN_KEY, message)
        .at(span, "nothing to walk along")
        .help(help)
}

pub(crate) fn ambiguous_relation(name: &str, span: Span, choices: &[String]) -> Diagnostic {
    let first = choices
        .first()
        .and_then(|choice| choice.split_once('.'))
        .map_or("…", |(_, column)| column);
    Diagnostic::error(
        codes::AMBIGUOUS_RELATION,
        format!("relation `{name}` could walk along {}", listed(choices)),
    )
    .at(span, "which of them?")
    .help(format!("say which, as `via = \"{first}\"`"))
}

pub(crate) fn ambiguous_through(name: &str, span: Span, choices: &[String]) -> Diagnostic {
    Diagnostic::error(
        codes::AMBIGUOUS_RELATION,
        format!("relation `{name}` could walk along {}", listed(choices)),
    )
    .at(span, "which of them?")
    .help("say which, as `through = { table = \"…\", from = \"column to this table\", to = \"column to the other\" }`")
}

pub(crate) fn one_without_unique(own: &str, target: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::ONE_WITHOUT_UNIQUE,
        format!("many rows of `{target}` may point at one of `{own}`"),
    )
    .at(span, "says that there is one")
    .help(format!(
        "write `many = \"{target}\"`, or make the foreign key of `{target}` unique"
    ))
}

pub(crate) fn via_is_no_key(via: &str, own: &str, target: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::VIA_IS_NO_KEY,
        format!("`{via}` is no foreign key between `{own}` and `{target}`"),
    )
    .at(span, "not the column of such a foreign key")
    .help("name the column that references the other table")
}

pub(crate) fn via_with_through(span: Span) -> Diagnostic {
    Diagnostic::error(codes::VIA_WITH_THROUGH, "`via` and `through` cannot go together")
        .at(span, "not with `through`")
        .help("say it in `through = { table = \"…\", from = \"…\", to = \"…\" }`")
}

pub(crate) fn join_without_key(join: &str, target: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::JOIN_WITHOUT_KEY,
        format!("`{join}` has no such foreign key to `{target}`"),
    )
    .at(span, format!("does not lead to `{target}`"))
    .help(format!(
        "a join table has a foreign key to each side: add one to `{target}`"
    ))
}

pub(crate) fn scope_step(segment: &str, table: &str, span: Span, known: &[String]) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::SCOPE_STEP, format!("`{segment}` is no foreign key of `{table}`")).at(
        span,
        "each step but the last is a column that references a table, or that table's key",
    );
    with_known(diagnostic, segment, known.iter().map(String::as_str), "foreign keys")
}

pub(crate) fn ambiguous_scope(segment: &str, table: &str, span: Span, choices: &[String]) -> Diagnostic {
    Diagnostic::error(
        codes::AMBIGUOUS_SCOPE,
        format!("`{table}` references `{segment}` by {}", listed(choices)),
    )
    .at(span, "which of them?")
    .help("name the column in place of the table")
}

pub(crate) fn expression_as_column(text: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::EXPRESSION_AS_COLUMN, format!("`{text}` is not a column"))
        .at(span, "an expression is written apart")
        .help(format!("write `{{ expression = \"{text}\" }}`"))
}

pub(crate) fn nulls_of_plain_index(span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::NULLS_OF_PLAIN_INDEX,
        "`nulls_not_distinct` is for unique indexes",
    )
    .at(span, "this index is not unique")
    .help("add `unique = true`, or take it out")
}

/// `kinds` are what the table is partitioned by: ranges, lists, hashes.
pub(crate) fn partition_bound(text: &str, kinds: &str, example: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::PARTITION_BOUND, format!("`{text}` says no rows of a table"))
        .at(span, format!("the table is partitioned by {kinds}"))
        .help(format!("write {example}"))
}

pub(crate) fn list_of_several(span: Span) -> Diagnostic {
    Diagnostic::error(codes::PARTITION_KEY, "lists are of one column or expression")
        .at(span, "there are several in `columns`")
        .help("partition by one, and the partitions by the next with a `partition` of their own")
}

pub(crate) fn ordered_partition_key(span: Span) -> Diagnostic {
    Diagnostic::error(codes::PARTITION_KEY, "rows are dealt out in no order")
        .at(span, "`columns` says one")
        .help("leave out `asc`, `desc`, `nulls first` and `nulls last`")
}

pub(crate) fn key_across_partitions(what: &str, missing: Option<&str>, span: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        codes::KEY_ACROSS_PARTITIONS,
        format!("a {what} of a partitioned table holds all columns that it is partitioned by"),
    );
    match missing {
        Some(column) => diagnostic
            .at(span, format!("`{column}` is not in it"))
            .help(format!("add `{column}` to it: a partition sees to its own rows alone")),
        None => diagnostic
            .at(span, "the table is partitioned by an expression")
            .help("give each partition a key of its own, or partition by columns"),
    }
}

pub(crate) fn inheritance_cycle(table: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::INHERITANCE_CYCLE, format!("`{table}` inherits from itself"))
        .at(span, "leads back to it")
        .help("take one table of the circle out of `inherits`")
}

pub(crate) fn row_security_without_scope(table: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::ROW_SECURITY_WITHOUT_SCOPE,
        format!("nothing says whom the rows of `{table}` belong to"),
    )
    .at(span, "policies are made of the table's `scope`")
    .help("add `scope = \"…\"`, or take `rls` out")
}

pub(crate) fn row_security_cycle(table: &str, around: &[String], span: Span) -> Diagnostic {
    let path = match around {
        [] => "its scope leads through itself".to_owned(),
        around => format!("its scope leads through {}, and back from there", listed(around)),
    };
    Diagnostic::error(
        codes::ROW_SECURITY_CYCLE,
        format!("the policy of `{table}` would have to read `{table}`"),
    )
    .at(span, path)
    .help("PostgreSQL refuses such a policy when it is used: give the table a column of its own for the owner, or `rls = false`")
}

pub(crate) fn row_security_type(column: &str, r#type: &str, span: Span, column_span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::ROW_SECURITY_TYPE,
        format!("a policy cannot compare `{column}` with a key"),
    )
    .at(span, "the scope ends at it")
    .also(column_span, format!("is of type `{type}`"))
    .help("end the scope at a column of a key's type: text, uuid, an integer")
}
