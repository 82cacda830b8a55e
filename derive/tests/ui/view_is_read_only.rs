use tablesmith::prelude::*;

#[derive(Debug, Dao)]
#[dao(table = "user_posts", view, primary_key(columns(user_id)))]
struct UserPosts {
    user_id: i64,
    posts: i64,
}

#[derive(Debug, Dao)]
#[dao(view, unique(columns(name)))]
struct Names {
    name: String,
}

async fn write(db: &tablesmith::Db) -> tablesmith::Result<()> {
    UserPosts::create(());
    UserPosts::delete(db, 1).await?;
    UserPosts::query().filter(UserPosts::POSTS.eq(0)).delete(db).await?;
    Ok(())
}

fn main() {}
