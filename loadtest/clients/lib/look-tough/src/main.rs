//! Looks at repositories in folders with tough. Arguments: the folders. Prints {folder: "" or what tough says}.

use std::error::Error;
use std::path::Path;

use serde_json::{Map, Value};
use tough::{FilesystemTransport, RepositoryLoader, TargetName};
use url::Url;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut answers = Map::new();
    for folder in std::env::args().skip(1) {
        let answer = look(Path::new(&folder)).await.err().map_or(String::new(), |failed| chain(failed.as_ref()));
        answers.insert(folder, Value::String(answer));
    }
    println!("{}", Value::Object(answers));
}

async fn look(folder: &Path) -> Result<(), Box<dyn Error>> {
    let root = std::fs::read(folder.join("1.root.json"))?;
    let base = Url::from_directory_path(folder).map_err(|()| "not a folder")?;
    let repository = RepositoryLoader::new(&root, base.clone(), base)
        .transport(FilesystemTransport)
        .load()
        .await?;
    let path = TargetName::new("d/file")?;
    let found = repository.all_targets().any(|(name, _)| *name == path);
    if found { Ok(()) } else { Err("d/file was not found".into()) }
}

/// What went wrong and why, each once.
fn chain(failed: &dyn Error) -> String {
    let mut text = failed.to_string();
    let mut cause = failed.source();
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}
