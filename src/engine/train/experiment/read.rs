//! An experiment from text: strict and helpful.
//!
//! Every mistake is told with its line and column, what was found and what is allowed; an unknown name is told with
//! the known one that is nearest. Settings that are not written have their defaults.

use toml::de::DeTable;

use super::reader::{ExperimentError, Node, Reader};
use super::{Experiment, Training};
use crate::data;
use crate::degrade::{noise, operators};
use crate::nn::init::Init;
use crate::nn::{Architecture, loss, optimizer};
use crate::say;
use crate::train::{schedule, task};

const TABLES: [&str; 11] = [
    "name",
    "seed",
    "data",
    "task",
    "operator",
    "noise",
    "network",
    "loss",
    "optimizer",
    "schedule",
    "training",
];

crate::choices! {
    /// What the answer is made of, as older files say it; it is a row now.
    pub enum Output {
        /// The last row's output.
        Network => "network", "network";
        /// The input minus the last row's output.
        InputMinusNetwork => "input - network", "input − network";
    }
}

impl Experiment {
    /// Reads an experiment. What is not written has its default; `[data]` and `[network]` must be there.
    ///
    /// # Errors
    /// [`ExperimentError`] lists every mistake found.
    pub fn from_toml(text: &str) -> Result<Self, ExperimentError> {
        let mut reader = Reader {
            text,
            mistakes: Vec::new(),
        };
        let (root, errors) = DeTable::parse_recoverable(text);
        for error in errors.iter().take(8) {
            let at = error.span().map_or(0, |span| span.start);
            reader.fault(at, say!("this is not TOML: {}", error.message()));
        }
        if !reader.mistakes.is_empty() {
            return Err(reader.error());
        }
        let experiment = reader.experiment(root.get_ref());
        match experiment {
            Some(experiment) if reader.mistakes.is_empty() => Ok(experiment),
            _ => Err(reader.error()),
        }
    }
}

impl Reader<'_> {
    fn experiment(&mut self, root: &DeTable<'_>) -> Option<Experiment> {
        for key in root.keys() {
            if !TABLES.contains(&key.get_ref().as_ref()) {
                let told = |name: &str| say!("there is no table or key called \"{}\"", name);
                self.unknown(key, told, TABLES);
            }
        }
        let name = match root.get("name") {
            Some(node) => self.text(node, "name").unwrap_or_default(),
            None => "untitled".into(),
        };
        let seed = root.get("seed").map_or(Some(0), |node| self.seed(node));
        let data = match root.get("data") {
            Some(node) => self.kind(node, "data", data::ALL),
            None => {
                self.fault(
                    0,
                    say!(
                        "there is no [data] table; it says where examples come from, for instance:  [data] kind = \
                        \"digits\""
                    ),
                );
                None
            }
        };
        let usual = data
            .as_deref()
            .map_or("denoise", |data| task::usual(data).id());
        let task = self.kind_or(root, "task", task::ALL, usual);
        let usual_loss = task.as_ref().map_or("", |task| task.usual_loss());
        let operator = self.kind_or(root, "operator", operators::ALL, "nothing");
        let noise = self.kind_or(root, "noise", noise::ALL, "gaussian");
        let loss = self.kind_or(root, "loss", loss::ALL, usual_loss);
        let optimizer = self.kind_or(root, "optimizer", optimizer::ALL, "adam");
        let schedule = self.kind_or(root, "schedule", schedule::ALL, "constant");
        let mut training = Training::default();
        if let Some(table) = root
            .get("training")
            .and_then(|node| self.table(node, "training"))
        {
            self.settings(&mut training, table, &[]);
        }
        let (architecture, init) = match root.get("network") {
            Some(node) => self.network(node),
            None => {
                self.fault(
                    0,
                    say!("there is no [network] table; it lists the network's rows"),
                );
                Default::default()
            }
        };
        Some(Experiment {
            name,
            seed: seed?,
            data: data?,
            task: task?,
            operator: operator?,
            noise: noise?,
            architecture,
            init: init.unwrap_or(Init::He),
            loss: loss?,
            optimizer: optimizer?,
            schedule: schedule?,
            training,
        })
    }

    fn network(&mut self, node: &Node<'_>) -> (Architecture, Option<Init>) {
        let mut architecture = Architecture::default();
        let mut init = None;
        let mut input_minus = false;
        let Some(table) = self.table(node, "network") else {
            return (architecture, init);
        };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "output" => {
                    input_minus = self.choice(value, "output", Output::CHOICES)
                        == Some(Output::InputMinusNetwork);
                }
                "init" => init = self.choice(value, "init", Init::CHOICES),
                "rows" => architecture.rows = self.rows(value),
                _ => {
                    let told = |name: &str| say!("there is no setting called \"{}\"", name);
                    self.unknown(key, told, ["init", "rows"]);
                }
            }
        }
        if input_minus {
            architecture.push_input_minus();
        }
        (architecture, init)
    }

    fn seed(&mut self, node: &Node<'_>) -> Option<u64> {
        let digits = node.get_ref().as_integer();
        let seed = digits.and_then(|i| u64::from_str_radix(i.as_str(), i.radix()).ok());
        if seed.is_none() {
            self.wrong(
                node,
                "seed",
                say!("a whole number from {} to {}", u64::MIN, u64::MAX),
            );
        }
        seed
    }
}
