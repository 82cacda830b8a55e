//! A film from draft to a first shot, on SQLite (`sqlite:./studio.db`) or, with `DATABASE_URL` set, on PostgreSQL.
#![expect(clippy::print_stdout, reason = "the program tells its story")]

mod models;

use models::{Character, Project, ProjectStatus, Scene, SceneCharacter, Shot, ShotSize, User};
use models::{NewCharacter, NewProject, NewScene, NewSceneCharacter, NewShot, NewUser};
use tablesmith::{Uuid, prelude::*};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let db = models::connect().await?;
    models::migrate(&db).await?;

    let email = format!("agnes+{}@example.com", Uuid::new_v4().simple());
    let director = User::create(NewUser {
        email,
        display_name: "Agnès".into(),
    })
    .exec(&db)
    .await?;
    let mine = db.scope(&director);

    let film = Project::create(NewProject { title: "Cléo".into() })
        .logline("Two hours of waiting.")
        .exec(&mine)
        .await?;
    let scene = Scene::create(NewScene {
        project_id: film.id,
        number: 1,
        heading: "INT. FORTUNE TELLER".into(),
    })
    .exec(&mine)
    .await?;
    let cleo = Character::create(NewCharacter {
        project_id: film.id,
        name: "Cléo".into(),
    })
    .exec(&mine)
    .await?;
    SceneCharacter::create(NewSceneCharacter {
        scene_id: scene.id,
        character_id: cleo.id,
    })
    .exec(&mine)
    .await?;
    for (number, size) in [(1, ShotSize::CloseUp), (2, ShotSize::Wide)] {
        Shot::create(NewShot {
            scene_id: scene.id,
            number,
        })
        .size(size)
        .lens_mm(50)
        .exec(&mine)
        .await?;
    }
    let film = Project::update(film.id)
        .status(ProjectStatus::InProduction)
        .exec(&mine)
        .await?;

    println!("{} is {}", film.title, film.status);
    println!("scene {}: {}, with {}", scene.number, scene.heading, cleo.name);
    for shot in Shot::query()
        .filter(Shot::SCENE_ID.eq(scene.id))
        .order_by(Shot::NUMBER.asc())
        .all(&mine)
        .await?
    {
        println!(
            "  shot {}: {}, {} mm",
            shot.number,
            shot.size,
            shot.lens_mm.unwrap_or_default()
        );
    }

    User::delete(&db, director.id).await?;
    println!(
        "the director left; {} shots are left of hers",
        Shot::count(&mine).await?
    );
    Ok(())
}
