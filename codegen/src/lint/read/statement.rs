//! What a statement does, read from its words.
//!
//! sqlparser reads expressions and says which statements it does not know. The frame of a statement is read here instead
//! of from its syntax tree: that has no place for an action of ALTER TABLE, and there is none where one action is unknown
//! to the parser (EXCLUDE, DETACH PARTITION, SET SCHEMA, DROP IDENTITY …).

use super::alter_table::alter_table;
use super::column::{column, constraint, is_constraint};
use super::cursor::{Cursor, Folding};
use super::lexer::{Kind, Token};
use super::script::Statement;
use crate::lint::model::{Act, Action, Ident, NewIndex, NewTable};

/// What it does; `None` where it is of no kind that is known here.
pub(in crate::lint) fn read(text: &str, statement: &Statement, folding: Folding) -> Option<Vec<Act>> {
    let mut cursor = Cursor::new(text, &statement.tokens, folding);
    let word = cursor.word_at(0);
    cursor.next();
    let action = match word.as_str() {
        "ALTER" if cursor.eat(&["TABLE"]) => return alter_table(&mut cursor),
        "ALTER" => alter(&mut cursor)?,
        "CREATE" => create(&mut cursor)?,
        "DROP" => drop(&mut cursor)?,
        "BEGIN" => Action::Begin,
        "START" if cursor.is_word("TRANSACTION") => Action::Begin,
        "COMMIT" | "END" => Action::Commit,
        "ROLLBACK" if cursor.is_word("TO") || cursor.word_at(1) == "TO" => Action::Other,
        "ROLLBACK" | "ABORT" => Action::Rollback,
        "SET" => set(&mut cursor),
        "SELECT" => set_config(&mut cursor)?,
        "PRAGMA" => pragma(&mut cursor)?,
        "VACUUM" => Action::Vacuum {
            full: statement
                .tokens
                .iter()
                .any(|token| cursor.text_of(token).eq_ignore_ascii_case("full")),
        },
        "CLUSTER" => Action::Cluster,
        "REINDEX" => Action::Reindex {
            concurrently: statement
                .tokens
                .iter()
                .any(|token| cursor.text_of(token).eq_ignore_ascii_case("concurrently")),
        },
        "REFRESH" if cursor.eat(&["MATERIALIZED", "VIEW"]) => {
            let concurrently = cursor.eat(&["CONCURRENTLY"]);
            Action::Refresh {
                view: cursor.name()?,
                concurrently,
            }
        }
        "LOCK" => lock(&mut cursor),
        "TRUNCATE" => {
            cursor.eat(&["TABLE"]);
            cursor.eat(&["ONLY"]);
            Action::Truncate {
                tables: cursor.names(),
                cascade: cursor.rest().iter().any(|token| is(&cursor, token, "cascade")),
            }
        }
        "INSERT" | "REPLACE" => insert(&mut cursor, word == "REPLACE")?,
        "UPDATE" => update(&mut cursor)?,
        "DELETE" if cursor.eat(&["FROM"]) => {
            cursor.eat(&["ONLY"]);
            let table = cursor.name()?;
            Action::Delete {
                table,
                filter: filter(&mut cursor),
            }
        }
        "DO" => Action::Block,
        // Known by name, and nothing that a rule speaks of.
        "COMMENT" | "GRANT" | "REVOKE" | "ANALYZE" | "SAVEPOINT" | "RELEASE" | "RESET" | "NOTIFY" | "LISTEN"
        | "UNLISTEN" | "CHECKPOINT" | "DISCARD" | "SECURITY" | "REASSIGN" | "IMPORT" => Action::Other,
        _ => return None,
    };
    Some(vec![Act {
        action,
        at: statement.range.clone(),
    }])
}

fn is(cursor: &Cursor<'_>, token: &Token, word: &str) -> bool {
    token.kind == Kind::Word && cursor.text_of(token).eq_ignore_ascii_case(word)
}

fn create(cursor: &mut Cursor<'_>) -> Option<Action> {
    let replace = cursor.eat(&["OR", "REPLACE"]);
    cursor.eat_any(&["GLOBAL", "LOCAL"]);
    let temporary = cursor.eat_any(&["TEMP", "TEMPORARY"]);
    cursor.eat_any(&[
        "UNLOGGED",
        "RECURSIVE",
        "CONSTRAINT",
        "TRUSTED",
        "PROCEDURAL",
        "FOREIGN",
    ]);
    if cursor.eat(&["TABLE"]) {
        return create_table(cursor, temporary).map(Action::CreateTable);
    }
    let unique = cursor.eat(&["UNIQUE"]);
    if cursor.eat(&["INDEX"]) {
        return create_index(cursor, unique).map(Action::CreateIndex);
    }
    let materialized = cursor.eat(&["MATERIALIZED"]);
    if cursor.eat(&["VIEW"]) {
        cursor.eat(&["IF", "NOT", "EXISTS"]);
        let name = cursor.name()?;
        return Some(Action::CreateView {
            name,
            materialized,
            reads: idents(cursor, cursor.rest()),
        });
    }
    if cursor.eat(&["TRIGGER"]) {
        cursor.eat(&["IF", "NOT", "EXISTS"]);
        let name = cursor.name()?;
        cursor.until(|cursor| cursor.is_word("ON"));
        cursor.eat(&["ON"]);
        return Some(Action::CreateTrigger {
            name,
            table: cursor.name()?,
            reads: idents(cursor, cursor.rest()),
        });
    }
    if cursor.eat(&["TYPE"]) {
        return Some(Action::CreateType { name: cursor.name()? });
    }
    if cursor.eat(&["DOMAIN"]) {
        let name = cursor.name()?;
        let constrained = cursor.rest().iter().any(|token| is(cursor, token, "check"))
            || has(cursor, cursor.rest(), &["NOT", "NULL"]);
        return Some(Action::CreateDomain { name, constrained });
    }
    let kind = cursor.word_at(0);
    if kind.is_empty() {
        return None;
    }
    cursor.next();
    let if_not_exists = cursor.eat(&["IF", "NOT", "EXISTS"]);
    Some(Action::CreateOther {
        kind,
        name: cursor.name(),
        repeatable: replace || if_not_exists,
    })
}

/// Whether these words come one after the other.
fn has(cursor: &Cursor<'_>, tokens: &[Token], words: &[&str]) -> bool {
    tokens
        .windows(words.len())
        .any(|window| window.iter().zip(words).all(|(token, word)| is(cursor, token, word)))
}

/// Every name in some tokens, keywords among them.
fn idents(cursor: &Cursor<'_>, tokens: &[Token]) -> Vec<Ident> {
    tokens
        .iter()
        .filter(|token| token.kind != Kind::Text)
        .filter_map(|token| cursor.as_ident(token))
        .collect()
}

fn create_table(cursor: &mut Cursor<'_>, temporary: bool) -> Option<NewTable> {
    let if_not_exists = cursor.eat(&["IF", "NOT", "EXISTS"]);
    let name = cursor.name()?;
    let is_temp = name
        .namespace
        .as_ref()
        .is_some_and(|namespace| namespace.name == "temp");
    let mut table = NewTable {
        name,
        columns: Vec::new(),
        constraints: Vec::new(),
        temporary: temporary || is_temp,
        if_not_exists,
        strict: false,
        without_rowid: false,
        autoincrement: cursor.rest().iter().any(|token| is(cursor, token, "autoincrement")),
        complete: cursor.is_symbol("("),
    };
    if let Some(inside) = cursor.parenthesised() {
        for piece in cursor.pieces(inside) {
            let mut item = cursor.over(piece);
            if item.is_word("LIKE") {
                table.complete = false;
            } else if is_constraint(&item) {
                table.constraints.push(constraint(&mut item)?);
            } else {
                table.columns.push(column(&mut item)?);
            }
        }
    }
    let options = cursor.rest();
    table.strict = options.iter().any(|token| is(cursor, token, "strict"));
    table.without_rowid = has(cursor, options, &["WITHOUT", "ROWID"]);
    let inherits = ["as", "inherits", "of"];
    if options
        .iter()
        .any(|token| inherits.iter().any(|word| is(cursor, token, word)))
    {
        table.complete = false;
    }
    Some(table)
}

fn create_index(cursor: &mut Cursor<'_>, unique: bool) -> Option<NewIndex> {
    let concurrently = cursor.eat(&["CONCURRENTLY"]);
    let if_not_exists = cursor.eat(&["IF", "NOT", "EXISTS"]);
    let name = if cursor.is_word("ON") { None } else { cursor.name() };
    if !cursor.eat(&["ON"]) {
        return None;
    }
    let only = cursor.eat(&["ONLY"]);
    let table = cursor.name()?;
    if cursor.eat(&["USING"]) {
        cursor.ident();
    }
    let inside = cursor.parenthesised()?;
    let mut parts = Vec::new();
    let mut body = Vec::new();
    for piece in cursor.pieces(inside) {
        let mut part = cursor.over(piece);
        let ident = part.ident();
        parts.push(ident.filter(|_| !part.is_symbol("(") && !part.is_symbol(".")));
        body.push(cursor.sql(piece));
    }
    let mut partial = false;
    while !cursor.is_done() {
        if cursor.eat(&["WHERE"]) {
            partial = true;
            let predicate = cursor.until(|_| false);
            body.push(cursor.sql(predicate));
        }
        cursor.next();
    }
    Some(NewIndex {
        name,
        table,
        parts,
        body,
        unique,
        concurrently,
        if_not_exists,
        partial,
        only,
    })
}

fn drop(cursor: &mut Cursor<'_>) -> Option<Action> {
    let materialized = cursor.eat(&["MATERIALIZED"]);
    cursor.eat_any(&["FOREIGN", "OPERATOR", "ACCESS", "EVENT", "TEXT"]);
    let kind = cursor.word_at(0);
    if kind.is_empty() {
        return None;
    }
    cursor.next();
    let concurrently = cursor.eat(&["CONCURRENTLY"]);
    let if_exists = cursor.eat(&["IF", "EXISTS"]);
    let names = cursor.names();
    Some(Action::Drop {
        kind: if materialized {
            format!("MATERIALIZED {kind}")
        } else {
            kind
        },
        names,
        cascade: cursor.rest().iter().any(|token| is(cursor, token, "cascade")),
        if_exists,
        concurrently,
    })
}

/// ALTER of anything but a table.
fn alter(cursor: &mut Cursor<'_>) -> Option<Action> {
    let materialized = cursor.eat(&["MATERIALIZED"]);
    let kind = cursor.word_at(0);
    cursor.next();
    cursor.eat(&["IF", "EXISTS"]);
    if matches!(
        kind.as_str(),
        "SYSTEM" | "ROLE" | "USER" | "DATABASE" | "DEFAULT" | "POLICY" | "EXTENSION"
    ) {
        return Some(Action::Other);
    }
    let name = cursor.name()?;
    // The arguments of a function.
    cursor.parenthesised();
    let kind = if materialized {
        format!("MATERIALIZED {kind}")
    } else {
        kind
    };
    if cursor.eat(&["RENAME", "TO"]) {
        return Some(Action::Rename {
            kind,
            name,
            to: cursor.name()?.ident,
        });
    }
    if cursor.eat(&["SET", "SCHEMA"]) {
        return Some(Action::Move { kind, name });
    }
    match kind.as_str() {
        "TYPE" if cursor.eat(&["ADD", "VALUE"]) => {
            let if_not_exists = cursor.eat(&["IF", "NOT", "EXISTS"]);
            let value = cursor.next()?;
            Some(Action::AddValue {
                r#type: name,
                value: cursor.text_of(value).to_owned(),
                placed: cursor.is_word("BEFORE") || cursor.is_word("AFTER"),
                if_not_exists,
            })
        }
        "TYPE" if cursor.eat(&["RENAME", "VALUE"]) => Some(Action::RenameValue { r#type: name }),
        "DOMAIN" => {
            let adds_check = cursor.is_word("ADD") || cursor.eat(&["SET", "NOT", "NULL"]);
            Some(Action::AlterDomain {
                domain: name,
                adds_check,
                not_valid: has(cursor, cursor.rest(), &["NOT", "VALID"]),
            })
        }
        _ => Some(Action::Other),
    }
}

fn set(cursor: &mut Cursor<'_>) -> Action {
    cursor.eat_any(&["LOCAL", "SESSION"]);
    let variable = cursor.word_at(0).to_ascii_lowercase();
    cursor.next();
    let _ = cursor.eat(&["TO"]) || cursor.eat_symbol("=");
    let value = cursor.sql(cursor.rest()).text;
    Action::Set { variable, value }
}

/// `SELECT set_config('lock_timeout', '2s', true)` sets as SET does.
fn set_config(cursor: &mut Cursor<'_>) -> Option<Action> {
    let _ = cursor.eat(&["pg_catalog"]) && cursor.eat_symbol(".");
    if !cursor.eat(&["set_config"]) {
        return None;
    }
    let arguments: Vec<_> = cursor.parenthesised().map_or_else(Vec::new, |inside| {
        cursor
            .pieces(inside)
            .into_iter()
            .map(|piece| cursor.sql(piece).text.trim_matches('\'').to_owned())
            .collect()
    });
    match arguments.as_slice() {
        [variable, value, ..] => Some(Action::Set {
            variable: variable.to_ascii_lowercase(),
            value: value.clone(),
        }),
        _ => None,
    }
}

fn pragma(cursor: &mut Cursor<'_>) -> Option<Action> {
    let name = cursor.name()?.ident.name;
    let value = if cursor.eat_symbol("=") {
        Some(cursor.sql(cursor.rest()).text)
    } else {
        cursor.parenthesised().map(|inside| cursor.sql(inside).text)
    };
    Some(Action::Pragma {
        name,
        value: value.map(|value| value.trim_matches(['\'', '"']).to_ascii_lowercase()),
    })
}

fn lock(cursor: &mut Cursor<'_>) -> Action {
    cursor.eat(&["TABLE"]);
    cursor.eat(&["ONLY"]);
    let tables = cursor.names();
    cursor.eat(&["IN"]);
    let mode = cursor.until(|cursor| cursor.is_word("MODE"));
    let mode = if mode.is_empty() {
        "ACCESS EXCLUSIVE".to_owned()
    } else {
        cursor.sql(mode).text.to_ascii_uppercase()
    };
    Action::Lock { tables, mode }
}

fn insert(cursor: &mut Cursor<'_>, replace: bool) -> Option<Action> {
    let mut replaces = replace;
    if cursor.eat(&["OR"]) {
        replaces |= cursor.is_word("REPLACE");
        cursor.next();
    }
    if !cursor.eat(&["INTO"]) {
        return None;
    }
    let table = cursor.name()?;
    if cursor.eat(&["AS"]) {
        cursor.ident();
    }
    let columns = cursor.is_symbol("(");
    if columns {
        cursor.parenthesised();
    }
    cursor.eat(&["OVERRIDING", "SYSTEM", "VALUE"]);
    cursor.eat(&["OVERRIDING", "USER", "VALUE"]);
    let selects = cursor.is_word("SELECT") || cursor.is_word("WITH");
    let star = selects && cursor.rest().get(1).is_some_and(|second| cursor.text_of(second) == "*");
    let mut from = Vec::new();
    let rest = cursor.rest();
    let list = cursor.is_word("SELECT").then(|| {
        let mut list = *cursor;
        list.next();
        cursor.sql(list.until(|cursor| cursor.is_word("FROM")))
    });
    for pair in rest.windows(2) {
        if selects && (is(cursor, &pair[0], "from") || is(cursor, &pair[0], "join")) {
            from.extend(cursor.as_ident(&pair[1]));
        }
    }
    Some(Action::Insert {
        table,
        columns,
        replaces,
        from,
        star,
        selects,
        list,
    })
}

fn update(cursor: &mut Cursor<'_>) -> Option<Action> {
    if cursor.eat(&["OR"]) {
        cursor.next();
    }
    cursor.eat(&["ONLY"]);
    let table = cursor.name()?;
    cursor.until(|cursor| cursor.is_word("SET"));
    cursor.eat(&["SET"]);
    let assignments = cursor.until(|cursor| cursor.is_word("WHERE") || cursor.is_word("FROM"));
    let columns = cursor
        .pieces(assignments)
        .into_iter()
        .filter_map(|piece| cursor.over(piece).name().map(|name| name.ident))
        .collect();
    Some(Action::Update {
        table,
        filter: filter(cursor),
        columns,
    })
}

fn filter(cursor: &mut Cursor<'_>) -> Option<crate::lint::model::Sql> {
    cursor.until(|cursor| cursor.is_word("WHERE"));
    if !cursor.eat(&["WHERE"]) {
        return None;
    }
    let condition = cursor.until(|cursor| cursor.is_word("RETURNING"));
    Some(cursor.sql(condition))
}
