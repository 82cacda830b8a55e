create policy tablesmith_scope on video_summary
    using (user_id = (select nullif(current_setting('tablesmith.scope', true), '')));
create policy tablesmith_unscoped on video_summary
    using ((select current_setting('tablesmith.unscoped', true) = 'on'));
alter table video_summary enable row level security;
alter table video_summary force row level security;
create policy tablesmith_scope on video_summary_tag
    using (exists (
        select from video_summary owner_1
        where owner_1.id = video_summary_tag.video_summary_id
            and owner_1.user_id = (select nullif(current_setting('tablesmith.scope', true), ''))
    ));
create policy tablesmith_unscoped on video_summary_tag
    using ((select current_setting('tablesmith.unscoped', true) = 'on'));
alter table video_summary_tag enable row level security;
alter table video_summary_tag force row level security;
