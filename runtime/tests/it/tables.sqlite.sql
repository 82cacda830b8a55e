create table "user" (
    id text not null constraint user_pkey primary key,
    name text not null,
    email text not null constraint user_email_key unique,
    "emailVerified" integer not null default 0,
    image text,
    created_at text not null default (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    updated_at text not null default (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z')
);
create table video_summary (
    id text not null constraint video_summary_pkey primary key,
    user_id text not null constraint video_summary_user_id_fkey references "user" (id) on delete cascade,
    youtube_id text not null,
    title text not null,
    duration integer constraint video_summary_duration_check check (duration >= 0),
    processing_status text not null default 'pending',
    content text,
    constraint video_summary_user_id_youtube_id_key unique (user_id, youtube_id)
);
create table tag (
    id integer not null primary key autoincrement,
    name text not null constraint tag_name_key unique
);
create table video_summary_tag (
    video_summary_id text not null constraint video_summary_tag_video_summary_id_fkey references video_summary (id) on delete cascade,
    tag_id integer not null constraint video_summary_tag_tag_id_fkey references tag (id),
    note text,
    constraint video_summary_tag_pkey primary key (video_summary_id, tag_id)
);
create table everything (
    id text not null constraint everything_pkey primary key,
    truth integer not null,
    small integer not null,
    medium integer not null,
    large integer not null,
    single real not null,
    double real not null,
    exact text not null,
    text text not null,
    bytes blob not null,
    day text not null,
    clock text not null,
    local text not null,
    instant text not null,
    span text not null,
    json text not null,
    jsonb text not null,
    host text not null,
    net text not null,
    hardware text not null,
    status text not null,
    numbers text not null,
    words text not null,
    statuses text not null,
    moments text not null,
    maybe integer,
    point text
);
create view tagged_summary as
    select v.id, v.user_id, count(t.tag_id) as tags, min(t.note) as note
    from video_summary v left join video_summary_tag t on t.video_summary_id = v.id
    group by v.id, v.user_id;
