//! How tough matches patterns, finds names and writes canonical JSON: with the crates it does all three with. Questions
//! on standard input, answers on standard output.
use globset::Glob;
use olpc_cjson::CanonicalFormatter;
use serde::{Deserialize, Serialize};
use serde_json::{json, Serializer, Value};
use std::io::{stdin, stdout};

#[derive(Deserialize)]
struct Questions {
    patterns: Vec<Pattern>,
    documents: Vec<Value>,
    names: Vec<Name>,
}

#[derive(Deserialize)]
struct Pattern {
    pattern: String,
    path: String,
}

#[derive(Deserialize)]
struct Name {
    role: Value,
    name: String,
}

fn matches(question: &Pattern) -> Result<Value, globset::Error> {
    Ok(json!(Glob::new(&question.pattern)?.compile_matcher().is_match(&question.path)))
}

fn signed(document: &Value) -> Result<Value, serde_json::Error> {
    let mut text = Vec::new();
    document.serialize(&mut Serializer::with_formatter(&mut text, CanonicalFormatter::new()))?;
    Ok(json!(String::from_utf8_lossy(&text)))
}

fn answer<E: std::fmt::Display>(result: Result<Value, E>) -> Value {
    result.unwrap_or_else(|error| json!(format!("error: {error}")))
}

fn main() {
    let questions: Questions = serde_json::from_reader(stdin()).expect("questions");
    let answers = json!({
        "patterns": questions.patterns.iter().map(|q| answer(matches(q))).collect::<Vec<_>>(),
        "documents": questions.documents.iter().map(|d| answer(signed(d))).collect::<Vec<_>>(),
        "names": questions.names.iter().map(|q| json!(q.role["targets"].get(&q.name).is_some())).collect::<Vec<_>>(),
    });
    serde_json::to_writer(stdout(), &answers).expect("answers");
}
