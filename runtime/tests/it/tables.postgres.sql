create type processing_status as enum ('pending', 'in progress', 'completed');
create table "user" (
    id text not null constraint user_pkey primary key,
    name text not null,
    email varchar(255) not null constraint user_email_key unique,
    "emailVerified" boolean not null default false,
    image text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create table video_summary (
    id text not null constraint video_summary_pkey primary key,
    user_id text not null constraint video_summary_user_id_fkey references "user" (id) on delete cascade,
    youtube_id text not null,
    title text not null,
    duration integer constraint video_summary_duration_check check (duration >= 0),
    processing_status processing_status not null default 'pending',
    content json,
    constraint video_summary_user_id_youtube_id_key unique (user_id, youtube_id)
);
create table tag (
    id bigint generated always as identity constraint tag_pkey primary key,
    name text not null constraint tag_name_key unique
);
create table video_summary_tag (
    video_summary_id text not null constraint video_summary_tag_video_summary_id_fkey references video_summary (id) on delete cascade,
    tag_id bigint not null constraint video_summary_tag_tag_id_fkey references tag (id),
    note text,
    constraint video_summary_tag_pkey primary key (video_summary_id, tag_id)
);
create table everything (
    id uuid not null default gen_random_uuid() constraint everything_pkey primary key,
    truth boolean not null,
    small smallint not null,
    medium integer not null,
    large bigint not null,
    single real not null,
    double double precision not null,
    exact numeric(28,9) not null,
    text text not null,
    bytes bytea not null,
    day date not null,
    clock time not null,
    local timestamp not null,
    instant timestamptz not null,
    span interval not null,
    json json not null,
    jsonb jsonb not null,
    host inet not null,
    net cidr not null,
    hardware macaddr not null,
    status processing_status not null,
    numbers integer[] not null,
    words text[] not null,
    statuses processing_status[] not null,
    moments timestamptz[] not null,
    maybe integer,
    point text
);
create view tagged_summary as
    select v.id, v.user_id, count(t.tag_id) as tags, min(t.note) as note
    from video_summary v left join video_summary_tag t on t.video_summary_id = v.id
    group by v.id, v.user_id;
