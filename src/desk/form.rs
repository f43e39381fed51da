//! The document as text: what is kept for the next start besides the experiment, which has a form of its own. What
//! cannot be read back is left as it is at first, one thing at a time.

use std::path::PathBuf;

use serde_json::{Map, Value as Json, json};

use super::cleaning::as_usual;
use super::{Cleaning, Contest, Document, Photo};
use crate::denoise::{self, Denoiser};
use crate::setting::{self, Adjust, Kind, Setting, Value};
use crate::store::shelf::test_photo_names;

impl Document {
    /// Everything but the experiment and how the panels lie, to be kept.
    pub fn kept(&self) -> Json {
        let labs = self.labs.iter().map(|lab| settings_of(&**lab));
        json!({
            "contest": contest(&self.contest),
            "cleaning": cleaning(&self.cleaning),
            "labs": labs.collect::<Vec<_>>(),
        })
    }

    /// Takes back what was kept.
    pub fn restore(&mut self, kept: &Json) {
        restore_contest(&mut self.contest, &kept["contest"]);
        restore_cleaning(&mut self.cleaning, &kept["cleaning"]);
        for kept in list(&kept["labs"]) {
            if let Some(lab) = self.labs.iter_mut().find(|lab| kept["id"] == lab.id()) {
                restore_settings(&mut **lab, kept);
            }
        }
    }
}

fn contest(contest: &Contest) -> Json {
    json!({
        "photo": photo(&contest.photo),
        "embedded": contest.embedded,
        "sigma": contest.sigma,
        "methods": contest.tuned.iter().map(settings_of).collect::<Vec<_>>(),
    })
}

fn restore_contest(contest: &mut Contest, kept: &Json) {
    if let Some(photo) = read_photo(&kept["photo"]) {
        contest.photo = photo;
    }
    let place = kept["embedded"].as_u64().map(|place| place as usize);
    if let Some(place) = place.filter(|place| *place < test_photo_names().count()) {
        contest.embedded = place;
    }
    contest.sigma = sigma(&kept["sigma"]);
    for kept in list(&kept["methods"]) {
        if let Some(method) = read_method(kept) {
            let usual = as_usual(method.id());
            contest.tuned.set(method, &*usual);
        }
    }
}

fn cleaning(cleaning: &Cleaning) -> Json {
    json!({
        "photo": cleaning.photo.as_ref().and_then(photo),
        "method": cleaning.method.as_ref().map(|method| settings_of(&**method)),
        "chosen": cleaning.chosen,
        "sigma": cleaning.sigma,
        "finish": settings_of(&cleaning.finish),
    })
}

fn restore_cleaning(cleaning: &mut Cleaning, kept: &Json) {
    cleaning.photo = read_photo(&kept["photo"]);
    cleaning.method = read_method(&kept["method"]);
    cleaning.chosen = cleaning.method.is_some() && kept["chosen"] == true;
    cleaning.sigma = sigma(&kept["sigma"]);
    restore_settings(&mut cleaning.finish, &kept["finish"]);
}

/// A photograph; none where its path is no text.
fn photo(photo: &Photo) -> Option<Json> {
    Some(match photo {
        Photo::Embedded(name) => json!({ "embedded": name }),
        Photo::File { path, noisy } => json!({ "path": path.to_str()?, "noisy": noisy }),
    })
}

fn read_photo(kept: &Json) -> Option<Photo> {
    if let Some(path) = kept["path"].as_str() {
        return Some(Photo::File {
            path: PathBuf::from(path),
            noisy: kept["noisy"] == true,
        });
    }
    let name = kept["embedded"].as_str()?;
    let known = test_photo_names().any(|other| other == name);
    known.then(|| Photo::Embedded(name.to_owned()))
}

fn read_method(kept: &Json) -> Option<Box<dyn Denoiser>> {
    let id = kept["id"].as_str()?;
    let mut method = (setting::find(denoise::ALL, id)?.make)();
    restore_settings(&mut *method, kept);
    Some(method)
}

/// A σ, 0..1.
fn sigma(kept: &Json) -> Option<f32> {
    let number = kept.as_f64().filter(|sigma| (0.0..=1.0).contains(sigma));
    number.map(|sigma| sigma as f32)
}

fn list(kept: &Json) -> &[Json] {
    kept.as_array().map_or(&[], Vec::as_slice)
}

/// A thing's id and its settings.
fn settings_of<T: Adjust + ?Sized>(thing: &T) -> Json {
    let mut fields = Map::new();
    fields.insert("id".into(), thing.id().into());
    let mut settings = Map::new();
    for setting in thing.settings() {
        let value = match thing.get(setting.key) {
            Some(Value::Flag(flag)) => Json::from(flag),
            Some(Value::Int(number)) => Json::from(number),
            Some(Value::Sides(sides)) => Json::from(sides.to_vec()),
            Some(Value::Float(number)) => Json::from(number),
            Some(Value::Text(text)) => Json::from(text),
            None => continue,
        };
        settings.insert(setting.key.into(), value);
    }
    fields.insert("settings".into(), settings.into());
    Json::from(fields)
}

fn restore_settings<T: Adjust + ?Sized>(thing: &mut T, kept: &Json) {
    for setting in thing.settings() {
        if let Some(value) = value(setting, &kept["settings"][setting.key]) {
            // What is out of range today stays as it is at first.
            let _ = thing.set(setting.key, value);
        }
    }
}

fn value(setting: &Setting, kept: &Json) -> Option<Value> {
    match setting.kind {
        Kind::Flag => kept.as_bool().map(Value::Flag),
        Kind::Int { .. } => kept.as_i64().map(Value::Int),
        Kind::Sides { .. } => match kept.as_array().map(Vec::as_slice) {
            Some([height, width]) => Some(Value::Sides([height.as_i64()?, width.as_i64()?])),
            _ => kept.as_i64().map(Value::Int),
        },
        Kind::Float { .. } => kept.as_f64().map(Value::Float),
        Kind::Choice(_) | Kind::Several(_) | Kind::Marks | Kind::Text => {
            kept.as_str().map(|text| Value::Text(text.to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Experiment;

    fn document() -> Document {
        Document::new(Experiment::named("denoise-quick").unwrap())
    }

    #[test]
    fn what_is_kept_comes_back() {
        let mut edited = document();
        edited.contest.show(Photo::File {
            path: "a/night \"x\".png".into(),
            noisy: true,
        });
        edited.contest.sigma = Some(0.123);
        edited.contest.embedded = 3;
        edited.contest.tune("bm3d", "strength", Value::Float(1.5));
        edited.cleaning.show(Photo::default());
        edited.cleaning.choose("nl-means");
        edited.cleaning.sigma = Some(0.1);
        edited.cleaning.finish.grain = 3.5;
        edited.labs[0].set("seed", Value::Int(99)).unwrap();
        let text = edited.kept().to_string();
        let mut again = document();
        again.restore(&serde_json::from_str(&text).unwrap());
        assert!(again == edited, "{again:?}\n{edited:?}");
    }

    #[test]
    fn what_cannot_be_read_is_as_at_first() {
        for damaged in [
            json!(null),
            json!([1, 2]),
            json!({"contest": 3, "cleaning": [], "labs": {"id": 1}}),
            json!({"contest": {"photo": {"embedded": "nobody"}, "sigma": 7.0, "embedded": 999}}),
            json!({"contest": {"methods": [{"id": "gaussian", "settings": {"strength": "much"}}]}}),
            json!({"cleaning": {"method": {"id": "magic"}, "chosen": true}}),
        ] {
            let mut document = document();
            document.restore(&damaged);
            assert!(document == self::document(), "{damaged}: {document:?}");
        }
    }
}
