//! `lemida list`: what there is to choose from.

use clap::{Args, ValueEnum};
use serde_json::{Value as Json, json};

use super::Failure;
use super::out::{line, table};
use crate::degrade::noise;
use crate::degrade::operators;
use crate::setting::{Adjust, Catalogue, Kind, Setting, Value};
use crate::train::{NAMED, schedule, task};
use crate::{data, denoise, labs, nn};

/// What to list.
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Which list.
    what: What,
    /// One JSON object a line, with all settings.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// Experiments that come with the program.
    Experiments,
    /// Layers of a network.
    Layers,
    /// Denoising methods.
    Methods,
    /// What may be asked of a network.
    Tasks,
    /// Noise models.
    Noises,
    /// What spoils pictures besides noise.
    Operators,
    /// Data sets.
    Data,
    /// Losses.
    Losses,
    /// Optimizers.
    Optimizers,
    /// Schedules of the learning rate.
    Schedules,
    /// Experiments of the lecture.
    Labs,
}

struct Item {
    id: &'static str,
    label: &'static str,
    help: &'static str,
    settings: Vec<Json>,
}

pub(super) fn run(args: &ListArgs) -> Result<(), Failure> {
    let items = match args.what {
        What::Experiments => NAMED
            .iter()
            .map(|named| Item {
                id: named.id,
                label: named.label,
                help: named.help,
                settings: Vec::new(),
            })
            .collect(),
        What::Layers => items(nn::layers::ALL),
        What::Labs => items(labs::ALL),
        What::Methods => items(denoise::ALL),
        What::Tasks => items(task::ALL),
        What::Operators => items(operators::ALL),
        What::Noises => items(noise::ALL),
        What::Data => items(data::ALL),
        What::Losses => items(nn::loss::ALL),
        What::Optimizers => items(nn::optimizer::ALL),
        What::Schedules => items(schedule::ALL),
    };
    if args.json {
        for Item {
            id,
            label,
            help,
            settings,
        } in items
        {
            line(json!({ "id": id, "label": label, "help": help, "settings": settings }))?;
        }
        return Ok(());
    }
    let rows: Vec<_> = items
        .iter()
        .map(|item| vec![item.id.to_owned(), item.help.to_owned()])
        .collect();
    table(&rows, &[])
}

fn items<T: Adjust + ?Sized>(catalogue: Catalogue<T>) -> Vec<Item> {
    catalogue
        .iter()
        .map(|entry| {
            let thing = (entry.make)();
            let settings = thing
                .settings()
                .iter()
                .map(|setting| described(&*thing, setting))
                .collect();
            Item {
                id: entry.id,
                label: entry.label,
                help: entry.help,
                settings,
            }
        })
        .collect()
}

fn described(thing: &(impl Adjust + ?Sized), setting: &Setting) -> Json {
    let default = thing.get(setting.key).map(|value| match value {
        Value::Flag(flag) => json!(flag),
        Value::Int(number) => json!(number),
        Value::Sides(sides) => json!(sides),
        Value::Float(number) => json!(number),
        Value::Text(text) => json!(text),
    });
    let mut described = json!({
        "key": setting.key, "label": setting.label, "unit": setting.unit, "help": setting.help, "default": default,
    });
    let range = match setting.kind {
        Kind::Int { min, max } | Kind::Sides { min, max } => json!([min, max]),
        Kind::Float { min, max, .. } => json!([min, max]),
        Kind::Choice(choices) | Kind::Several(choices) => {
            json!(choices.iter().map(|choice| choice.id).collect::<Vec<_>>())
        }
        Kind::Flag | Kind::Marks | Kind::Text => Json::Null,
    };
    let name = if matches!(setting.kind, Kind::Choice(_)) {
        "choices"
    } else {
        "range"
    };
    if !range.is_null() {
        described[name] = range;
    }
    described
}
