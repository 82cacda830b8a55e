//! What stands in `#[dao(…)]`, as written. Bare words are fields of the struct, strings are names in the database.

use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Lit, LitStr, Token, Type, parenthesized, token};

use crate::errors::Errors;

/// The keys of a struct, for messages.
const STRUCT_KEYS: &str = "`table`, `schema`, `view`, `primary_key(…)`, `unique(…)`, `foreign_key(…)`, `check(…)`, `scope(…)` and `relation(…)`";

/// The keys of a field, for messages.
const FIELD_KEYS: &str = "`column`, `type`, `default`, `update_default`, `generated`, `json`, `through_text`, `secret`, \
                          `validate(…)`, `primary_key` and `unique`";

/// The attributes of a struct.
#[derive(Default)]
pub(super) struct StructAttributes {
    pub(super) table: Option<LitStr>,
    pub(super) schema: Option<LitStr>,
    pub(super) view: Option<Span>,
    pub(super) primary_key: Option<KeyAttribute>,
    pub(super) uniques: Vec<KeyAttribute>,
    pub(super) foreign_keys: Vec<ForeignKeyAttribute>,
    pub(super) checks: Vec<LitStr>,
    pub(super) scope: Option<ScopeAttribute>,
    pub(super) relations: Vec<RelationAttribute>,
}

/// `primary_key(…)` or `unique(…)`.
pub(super) struct KeyAttribute {
    pub(super) span: Span,
    pub(super) name: Option<LitStr>,
    pub(super) columns: Vec<Ident>,
}

/// `foreign_key(name = "…", columns(a), references = "user", to("id"), deferred)`.
pub(super) struct ForeignKeyAttribute {
    pub(super) span: Span,
    pub(super) name: Option<LitStr>,
    pub(super) columns: Vec<Ident>,
    pub(super) schema: Option<LitStr>,
    pub(super) references: Option<LitStr>,
    pub(super) to: Vec<LitStr>,
    pub(super) deferred: bool,
}

/// `scope(user_id, owner = User)`, or with steps: `scope("user_id", owner = User, through(…))`.
pub(super) struct ScopeAttribute {
    pub(super) span: Span,
    pub(super) column: Option<Name>,
    pub(super) owner: Option<Type>,
    pub(super) rls: bool,
    pub(super) steps: Vec<StepAttribute>,
}

/// `through(video_id, references = "video", to("id"))`.
pub(super) struct StepAttribute {
    pub(super) span: Span,
    pub(super) columns: Vec<Name>,
    pub(super) schema: Option<LitStr>,
    pub(super) references: Option<LitStr>,
    pub(super) to: Vec<LitStr>,
}

/// `relation(tags, many = Tag, through = VideoTag)`, `relation(user, one = User, via(user_id))`; `via` with fields names a
/// foreign key of this struct, with strings one of the other; `from` and `to` those of the join table.
pub(super) struct RelationAttribute {
    pub(super) name: Ident,
    pub(super) one: Option<Type>,
    pub(super) many: Option<Type>,
    pub(super) through: Option<Type>,
    pub(super) via: Vec<Name>,
    pub(super) from: Vec<LitStr>,
    pub(super) to: Vec<LitStr>,
}

/// A field of the struct, or a name in the database.
pub(super) enum Name {
    Field(Ident),
    Database(LitStr),
}

/// The attributes of a field.
#[derive(Default)]
pub(super) struct FieldAttributes {
    pub(super) column: Option<LitStr>,
    pub(super) postgres_type: Option<LitStr>,
    pub(super) default: Option<DefaultAttribute>,
    pub(super) update_default: Option<DefaultAttribute>,
    pub(super) generated: bool,
    pub(super) json: Option<Span>,
    pub(super) through_text: Option<Span>,
    pub(super) secret: bool,
    pub(super) validate: Vec<ValidateAttribute>,
    pub(super) primary_key: Option<FieldKey>,
    pub(super) unique: Option<FieldKey>,
}

/// `default`, `default = "now"`, or `update_default(value = "edited")`.
pub(super) struct DefaultAttribute {
    pub(super) span: Span,
    pub(super) generator: Option<LitStr>,
    pub(super) value: Option<Argument>,
}

/// `primary_key` or `unique` at a field, with or without `(name = "…")`.
pub(super) struct FieldKey {
    pub(super) span: Span,
    pub(super) name: Option<LitStr>,
}

/// A rule in `validate(…)`.
pub(super) struct ValidateAttribute {
    pub(super) rule: Ident,
    pub(super) arguments: Vec<Argument>,
    pub(super) open: bool,
}

/// What a rule takes: `_` leaves an end open.
pub(super) enum Argument {
    Open,
    Literal { negative: bool, literal: Lit },
}

impl Argument {
    pub(super) fn span(&self) -> Span {
        match self {
            Self::Open => Span::call_site(),
            Self::Literal { literal, .. } => literal.span(),
        }
    }
}

pub(super) fn read_struct(attributes: &[Attribute], errors: &mut Errors) -> StructAttributes {
    let mut read = StructAttributes::default();
    each(attributes, errors, |meta, errors| {
        if meta.path.is_ident("table") {
            once(&mut read.table, meta.value()?.parse()?, meta, errors);
        } else if meta.path.is_ident("schema") {
            once(&mut read.schema, meta.value()?.parse()?, meta, errors);
        } else if meta.path.is_ident("primary_key") {
            once(&mut read.primary_key, key(meta, errors)?, meta, errors);
        } else if meta.path.is_ident("unique") {
            read.uniques.push(key(meta, errors)?);
        } else if meta.path.is_ident("foreign_key") {
            read.foreign_keys.push(foreign_key(meta, errors)?);
        } else if meta.path.is_ident("check") {
            read.checks.extend(list::<LitStr>(meta)?);
        } else if meta.path.is_ident("view") {
            read.view = Some(span(meta));
        } else if meta.path.is_ident("scope") {
            once(&mut read.scope, scope(meta, errors)?, meta, errors);
        } else if meta.path.is_ident("relation") {
            read.relations.push(relation(meta, errors)?);
        } else {
            unknown(meta, STRUCT_KEYS, errors)?;
        }
        Ok(())
    });
    read
}

pub(super) fn read_field(attributes: &[Attribute], errors: &mut Errors) -> FieldAttributes {
    let mut read = FieldAttributes::default();
    each(attributes, errors, |meta, errors| {
        let span = span(meta);
        if meta.path.is_ident("column") {
            once(&mut read.column, meta.value()?.parse()?, meta, errors);
        } else if is_word(meta, "type") {
            once(&mut read.postgres_type, meta.value()?.parse()?, meta, errors);
        } else if is_word(meta, "default") {
            once(&mut read.default, default(meta, errors)?, meta, errors);
        } else if meta.path.is_ident("update_default") {
            once(&mut read.update_default, default(meta, errors)?, meta, errors);
        } else if meta.path.is_ident("generated") {
            read.generated = true;
        } else if meta.path.is_ident("json") {
            read.json = Some(span);
        } else if meta.path.is_ident("through_text") {
            read.through_text = Some(span);
        } else if meta.path.is_ident("secret") {
            read.secret = true;
        } else if meta.path.is_ident("validate") {
            meta.parse_nested_meta(|rule| {
                read.validate.push(validate(&rule)?);
                Ok(())
            })?;
        } else if meta.path.is_ident("primary_key") {
            once(&mut read.primary_key, field_key(meta, errors)?, meta, errors);
        } else if meta.path.is_ident("unique") {
            once(&mut read.unique, field_key(meta, errors)?, meta, errors);
        } else {
            unknown(meta, FIELD_KEYS, errors)?;
        }
        Ok(())
    });
    read
}

/// Hands each entry of each `#[dao(…)]` to `read`.
fn each(
    attributes: &[Attribute],
    errors: &mut Errors,
    mut read: impl FnMut(&ParseNestedMeta<'_>, &mut Errors) -> syn::Result<()>,
) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("dao")) {
        if let Err(error) = attribute.parse_nested_meta(|meta| read(&meta, errors)) {
            errors.push(error);
        }
    }
}

fn span(meta: &ParseNestedMeta<'_>) -> Span {
    meta.path
        .segments
        .first()
        .map_or_else(Span::call_site, |segment| segment.ident.span())
}

/// Keywords come as identifiers of their own spelling.
fn is_word(meta: &ParseNestedMeta<'_>, word: &str) -> bool {
    meta.path.get_ident().is_some_and(|ident| ident == word)
}

/// Keeps a value, unless there is one already.
fn once<T>(place: &mut Option<T>, value: T, meta: &ParseNestedMeta<'_>, errors: &mut Errors) {
    if place.is_some() {
        errors.at(&meta.path, "said twice: keep one");
    } else {
        *place = Some(value);
    }
}

/// Reports a key that nobody knows and steps over its value, so that later ones are read too.
fn unknown(meta: &ParseNestedMeta<'_>, keys: &str, errors: &mut Errors) -> syn::Result<()> {
    errors.at(&meta.path, format_args!("unknown key: known are {keys}"));
    if meta.input.peek(token::Paren) {
        let content;
        parenthesized!(content in meta.input);
        content.parse::<proc_macro2::TokenStream>()?;
    } else if meta.input.peek(Token![=]) {
        meta.value()?.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

/// `(a, b)`.
fn list<T: syn::parse::Parse>(meta: &ParseNestedMeta<'_>) -> syn::Result<Vec<T>> {
    let content;
    parenthesized!(content in meta.input);
    Ok(Punctuated::<T, Token![,]>::parse_terminated(&content)?
        .into_iter()
        .collect())
}

fn key(meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<KeyAttribute> {
    let mut key = KeyAttribute {
        span: span(meta),
        name: None,
        columns: Vec::new(),
    };
    if says_nothing(meta)? {
        return Ok(key);
    }
    meta.parse_nested_meta(|part| {
        if part.path.is_ident("name") {
            once(&mut key.name, part.value()?.parse()?, &part, errors);
        } else if part.path.is_ident("columns") {
            key.columns.extend(fields(&part)?);
        } else {
            unknown(&part, "`name` and `columns(…)`", errors)?;
        }
        Ok(())
    })?;
    Ok(key)
}

/// Steps over `()`, for which syn has no good words.
fn says_nothing(meta: &ParseNestedMeta<'_>) -> syn::Result<bool> {
    let ahead = meta.input.fork();
    let content;
    parenthesized!(content in ahead);
    let nothing = content.is_empty();
    if nothing {
        meta.input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(nothing)
}

/// `(a, r#type)`: any word, also a keyword.
fn fields(meta: &ParseNestedMeta<'_>) -> syn::Result<Vec<Ident>> {
    let content;
    parenthesized!(content in meta.input);
    Ok(content
        .parse_terminated(<Ident as syn::ext::IdentExt>::parse_any, Token![,])?
        .into_iter()
        .collect())
}

fn foreign_key(meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<ForeignKeyAttribute> {
    let mut key = ForeignKeyAttribute {
        span: span(meta),
        name: None,
        columns: Vec::new(),
        schema: None,
        references: None,
        to: Vec::new(),
        deferred: false,
    };
    if says_nothing(meta)? {
        return Ok(key);
    }
    meta.parse_nested_meta(|part| {
        if part.path.is_ident("name") {
            once(&mut key.name, part.value()?.parse()?, &part, errors);
        } else if part.path.is_ident("columns") {
            key.columns.extend(fields(&part)?);
        } else if part.path.is_ident("schema") {
            once(&mut key.schema, part.value()?.parse()?, &part, errors);
        } else if part.path.is_ident("references") {
            once(&mut key.references, part.value()?.parse()?, &part, errors);
        } else if part.path.is_ident("to") {
            key.to.extend(list(&part)?);
        } else if part.path.is_ident("deferred") {
            key.deferred = true;
        } else {
            unknown(
                &part,
                "`name`, `columns(…)`, `schema`, `references`, `to(…)` and `deferred`",
                errors,
            )?;
        }
        Ok(())
    })?;
    Ok(key)
}

fn scope(meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<ScopeAttribute> {
    let mut scope = ScopeAttribute {
        span: span(meta),
        column: None,
        owner: None,
        rls: false,
        steps: Vec::new(),
    };
    let content;
    parenthesized!(content in meta.input);
    scope.column = Some(content.call(name)?);
    while content.parse::<Option<Token![,]>>()?.is_some() && !content.is_empty() {
        let word: Ident = content.parse()?;
        if word == "owner" {
            content.parse::<Token![=]>()?;
            scope.owner = Some(content.parse()?);
        } else if word == "rls" {
            scope.rls = true;
        } else if word == "through" {
            scope.steps.push(step(&word, &content)?);
        } else {
            errors.at(&word, "unknown key: known are `owner`, `rls` and `through(…)`");
            return content.parse::<proc_macro2::TokenStream>().map(|_| scope);
        }
    }
    Ok(scope)
}

fn relation(meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<RelationAttribute> {
    let content;
    parenthesized!(content in meta.input);
    let mut relation = RelationAttribute {
        name: content.call(<Ident as syn::ext::IdentExt>::parse_any)?,
        one: None,
        many: None,
        through: None,
        via: Vec::new(),
        from: Vec::new(),
        to: Vec::new(),
    };
    while content.parse::<Option<Token![,]>>()?.is_some() && !content.is_empty() {
        let word: Ident = content.parse()?;
        let r#type = match word.to_string().as_str() {
            "one" => &mut relation.one,
            "many" => &mut relation.many,
            "through" => &mut relation.through,
            "via" | "from" | "to" => {
                let names;
                parenthesized!(names in content);
                if word == "via" {
                    relation.via = Punctuated::<Name, Token![,]>::parse_terminated_with(&names, name)?
                        .into_iter()
                        .collect();
                } else {
                    let names = Punctuated::<LitStr, Token![,]>::parse_terminated(&names)?;
                    let end = if word == "from" {
                        &mut relation.from
                    } else {
                        &mut relation.to
                    };
                    *end = names.into_iter().collect();
                }
                continue;
            }
            _ => {
                errors.at(
                    &word,
                    "unknown key: known are `one`, `many`, `through`, `via(…)`, `from(…)` and `to(…)`",
                );
                return content.parse::<proc_macro2::TokenStream>().map(|_| relation);
            }
        };
        content.parse::<Token![=]>()?;
        *r#type = Some(content.parse()?);
    }
    Ok(relation)
}

fn step(word: &Ident, input: syn::parse::ParseStream<'_>) -> syn::Result<StepAttribute> {
    let mut step = StepAttribute {
        span: word.span(),
        columns: Vec::new(),
        schema: None,
        references: None,
        to: Vec::new(),
    };
    let content;
    parenthesized!(content in input);
    while !content.is_empty() {
        if content.peek(LitStr) {
            step.columns.push(Name::Database(content.parse()?));
        } else {
            let word: Ident = content.call(<Ident as syn::ext::IdentExt>::parse_any)?;
            if content.peek(Token![=]) && word == "references" {
                content.parse::<Token![=]>()?;
                step.references = Some(content.parse()?);
            } else if content.peek(Token![=]) && word == "schema" {
                content.parse::<Token![=]>()?;
                step.schema = Some(content.parse()?);
            } else if content.peek(token::Paren) && word == "to" {
                let names;
                parenthesized!(names in content);
                step.to
                    .extend(Punctuated::<LitStr, Token![,]>::parse_terminated(&names)?);
            } else {
                step.columns.push(Name::Field(word));
            }
        }
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(step)
}

fn name(input: syn::parse::ParseStream<'_>) -> syn::Result<Name> {
    if input.peek(LitStr) {
        Ok(Name::Database(input.parse()?))
    } else {
        Ok(Name::Field(input.call(<Ident as syn::ext::IdentExt>::parse_any)?))
    }
}

fn default(meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<DefaultAttribute> {
    let mut default = DefaultAttribute {
        span: span(meta),
        generator: None,
        value: None,
    };
    if meta.input.peek(token::Paren) {
        meta.parse_nested_meta(|part| {
            if part.path.is_ident("value") {
                once(&mut default.value, argument(part.value()?)?, &part, errors);
                Ok(())
            } else {
                unknown(&part, "`value`", errors)
            }
        })?;
    } else if meta.input.peek(Token![=]) {
        default.generator = Some(meta.value()?.parse()?);
    }
    Ok(default)
}

fn field_key(meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<FieldKey> {
    let mut key = FieldKey {
        span: span(meta),
        name: None,
    };
    if meta.input.peek(token::Paren) {
        meta.parse_nested_meta(|part| {
            if part.path.is_ident("name") {
                once(&mut key.name, part.value()?.parse()?, &part, errors);
                Ok(())
            } else {
                unknown(&part, "`name`", errors)
            }
        })?;
    }
    Ok(key)
}

fn validate(meta: &ParseNestedMeta<'_>) -> syn::Result<ValidateAttribute> {
    let mut rule = ValidateAttribute {
        rule: meta.path.require_ident()?.clone(),
        arguments: Vec::new(),
        open: false,
    };
    if meta.input.peek(token::Paren) {
        rule.open = true;
        let content;
        parenthesized!(content in meta.input);
        while !content.is_empty() {
            rule.arguments.push(argument(&content)?);
            if !content.is_empty() {
                content.parse::<Token![,]>()?;
            }
        }
    }
    Ok(rule)
}

fn argument(input: syn::parse::ParseStream<'_>) -> syn::Result<Argument> {
    if input.parse::<Option<Token![_]>>()?.is_some() {
        return Ok(Argument::Open);
    }
    let negative = input.parse::<Option<Token![-]>>()?.is_some();
    Ok(Argument::Literal {
        negative,
        literal: input.parse()?,
    })
}
