//! Every code. Stable: a code is never given to another message.

use crate::diagnostic::Code;

macro_rules! codes {
    ($($(#[$group:meta])* $name:ident = $number:literal: $title:literal,)*) => {
        $(#[doc = $title] pub(crate) const $name: u16 = $number;)*

        /// Every code with what it is about, in the order of the numbers.
        pub const ALL: &[(Code, &str)] = &[$((Code($number), $title)),*];
    };
}

codes! {
    UNREADABLE_FILE = 101: "a file cannot be read",
    BROKEN_TOML = 102: "a file is not valid TOML",
    EMPTY_FILE = 103: "a file says nothing",
    UNKNOWN_KEY = 104: "a key that does not exist",
    WRONG_TYPE = 105: "a value of the wrong kind",
    UNKNOWN_WORD = 106: "a word that is not in the list of those allowed",
    MISSING_KEY = 107: "a key that is required is missing",
    NOT_SUPPORTED_YET = 108: "a feature that does not work yet",
    ONLY_IN_ROOT = 109: "a section that only the root file may have",
    INCLUDE_CYCLE = 110: "a file includes itself",
    INCLUDED_TWICE = 111: "a file is included twice",
    NO_DATABASE = 112: "the `[database]` section is missing",
    INVALID_VERSION = 113: "a version that is none",
    EMPTY_LIST = 114: "a list that needs an element",
    LISTED_TWICE = 115: "the same thing twice in a list",
    NEEDS_REFERENCES = 116: "a key of a foreign key on a column that references nothing",
    COLUMN_WITHOUT_TYPE = 117: "a column without a type",

    UNKNOWN_TABLE = 201: "a table that does not exist",
    UNKNOWN_COLUMN = 202: "a column that does not exist",
    UNKNOWN_MIXIN = 203: "a mixin that does not exist",
    DUPLICATE_KEY = 204: "two things of one kind with the same key",
    COLUMN_TWICE = 205: "a column that comes twice into a table",
    MIXIN_CYCLE = 206: "a mixin that contains itself",
    EMPTY_NAME = 207: "a name without a character",
    NUL_IN_NAME = 208: "a NUL character in a name",
    NAME_TOO_LONG = 209: "a name longer than a database keeps",
    RESERVED_NAME = 210: "a name that a database keeps for itself",
    OUR_OWN_TABLE = 211: "the name of the history table",
    DATABASE_NAMES_MEET = 212: "two things with the same name in the database",
    RUST_NAMES_MEET = 213: "two things with the same name in Rust",
    INVALID_RUST_NAME = 214: "a Rust name that is no identifier",
    NO_RUST_NAME = 215: "a key that gives no Rust name",
    INVALID_MODULE = 216: "a file name that gives no Rust module",
    TABLE_WITHOUT_COLUMNS = 217: "a table without columns",
    TWO_PRIMARY_KEYS = 218: "a primary key said in two places",
    SAME_TWICE = 219: "the same constraint twice",
    NO_PRIMARY_KEY = 220: "a reference to a table without a primary key",
    REFERENCE_WIDTH = 221: "a foreign key with more or fewer columns than it points at",
    REFERENCE_NOT_UNIQUE = 222: "a foreign key to columns that are not unique",
    STILL_THERE = 223: "a former name that still exists",
    RELATION_NAME = 224: "a relation whose name is no Rust name",
    NO_FOREIGN_KEY = 225: "a relation between tables without a foreign key",
    AMBIGUOUS_RELATION = 226: "a relation with several foreign keys to walk along",
    ONE_WITHOUT_UNIQUE = 227: "a relation to one row where there may be many",
    VIA_IS_NO_KEY = 228: "`via` that names no foreign key",
    VIA_WITH_THROUGH = 229: "`via` and `through` together",
    JOIN_WITHOUT_KEY = 230: "a join table without a foreign key",
    SCOPE_STEP = 231: "a step of a scope that is no foreign key",
    AMBIGUOUS_SCOPE = 232: "a step of a scope with several foreign keys",
    EXPRESSION_AS_COLUMN = 233: "an expression where an index takes a column",
    NULLS_OF_PLAIN_INDEX = 234: "`nulls_not_distinct` on an index that is not unique",

    UNKNOWN_TYPE = 301: "a type that does not exist",
    WRONG_TYPE_ARGUMENTS = 302: "wrong arguments of a type",
    TYPE_CYCLE = 303: "references that lead back to themselves before any type",
    DEFAULT_DOES_NOT_FIT = 304: "a default that is no value of its type",
    NOT_AN_ENUM_VALUE = 305: "a text that is no value of its enum",
    UNKNOWN_GENERATOR = 306: "a generator that does not exist",
    GENERATOR_DOES_NOT_FIT = 307: "a generator that makes no values of the type",
    UPDATE_DEFAULT_SQL = 308: "SQL as an `update_default`",
    INVALID_RUST_TYPE = 309: "a Rust type that is none",
    NULLABLE_KEY = 310: "a nullable column in a primary key",
    FILLED_TWICE = 311: "a column that gets its value from two places",
    GENERATED_KEY = 312: "a generated column in a primary key",
    NULLABLE_IDENTITY = 313: "a nullable identity column",
    IDENTITY_TYPE = 314: "an identity column that is no integer",
    VALIDATION_DOES_NOT_FIT = 315: "a validation rule that does not fit the type",
    POINTLESS_VALIDATION = 316: "a validation rule that all values or none meet",
    REFERENCE_TYPE = 317: "a foreign key of another type than the column it points at",
    ACTION_NEEDS = 318: "an action that needs a nullable column or a default",

    TOO_OLD = 401: "a `min_version` older than what is supported",
    NO_SQL = 402: "SQL text that says nothing for a dialect in use",
    INVALID_SQL = 403: "SQL text that is no expression",
    ONLY_DIFFERS = 404: "a column limited to another dialect than its table",
    COLUMN_IS_LIMITED = 405: "the use of something in a dialect in which it does not exist",
    IDENTITY_ELSEWHERE = 406: "an identity column where a dialect has none",
    LACKS = 407: "a feature that a dialect in use lacks",

    NAMES_MEET_ON_SQLITE = 501: "two things of different namespaces with the same name on SQLite",
    NO_STRICT_TYPE = 502: "a type that strict tables do not take",
    NUMERIC_AS_TEXT = 503: "a decimal that SQLite keeps as text",
    ENUM_ARRAY_UNCHECKED = 504: "an array of enum values that SQLite does not check",
}
