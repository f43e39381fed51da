//! What the lecture tells of a lab: its act, a few sentences, what to try, and whose finding it is.

use super::Lab;
use crate::setting::{SettingError, Value};

/// A part of the lecture's story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// From one neuron to networks that can be taught.
    Neurons,
    /// The same principles with more data, more computing and more layers.
    Changed,
    /// Fifty years of denoising, and what learning made of them.
    Keyhole,
    /// What the old knowledge is good for, now that networks learn.
    Marriage,
    /// What is not solved.
    Challenges,
    /// What was out of reach before.
    Possible,
}

impl Act {
    /// Its title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Neurons => "Neurons and knobs",
            Self::Changed => "What changed",
            Self::Keyhole => "Through one keyhole",
            Self::Marriage => "Old knowledge, new learning",
            Self::Challenges => "Challenges",
            Self::Possible => "What learning makes possible",
        }
    }

    /// Two or three sentences of the story.
    pub const fn story(self) -> &'static str {
        match self {
            Self::Neurons => {
                "A neuron weighs its inputs and compares the sum with a threshold: alone it is simple and stupid. \
                 Many of them, connected, were hoped to become clever, yet nobody could teach them for twenty years. \
                 Then back-propagation told every weight inside a deep network which way to turn."
            }
            Self::Changed => {
                "In the 1980s the answers were mediocre, and support vector machines did as well with nicer \
                 mathematics. What came after 2000 was no new principle: a thousand times more examples, a thousand \
                 times more computing, and many layers. A deep network of 2012 turned the field."
            }
            Self::Keyhole => {
                "Removing noise from a photograph is a small task, and a keyhole through which the whole story is \
                 seen. For fifty years people said in formulas what an image is, and pulled the noisy one towards it. \
                 Then a network that was shown enough pairs of pictures beat them all."
            }
            Self::Marriage => {
                "Were fifty years of models for nothing? No: what they know of images and of noise tells how to build \
                 a network, how to teach it where nobody has clean pictures, what it does, and what else a denoiser is \
                 good for."
            }
            Self::Challenges => {
                "Much is not understood and much can go wrong: networks that are far too large and work, changes of a \
                 picture that nobody sees and that turn the answer, data that carry their makers' prejudice. Each can \
                 be shown, and measured."
            }
            Self::Possible => {
                "Machines find what is in a photograph, read and write, translate, and look at scans beside a doctor. \
                 What they do is built here small enough to be learned while you wait, so that it can be seen how it \
                 is done, and where it ends."
            }
        }
    }
}

/// A suggestion: what a person may look at, and the settings that show it.
#[derive(Clone, Copy, Debug)]
pub struct Try {
    /// What there is to see, in a few words.
    pub words: &'static str,
    /// Settings, each with its value as it is typed.
    pub settings: &'static [(&'static str, &'static str)],
}

impl Try {
    /// Sets a lab to it; what it does not name stays as it is.
    ///
    /// # Errors
    /// [`SettingError`], when the lab has no such setting or does not take such a value.
    pub fn set(&self, lab: &mut dyn Lab) -> Result<(), SettingError> {
        for (key, text) in self.settings {
            let setting = lab.settings().iter().find(|one| one.key == *key);
            let value = match setting {
                Some(setting) => setting.parse(text)?,
                None => Value::Text((*text).into()),
            };
            lab.set(key, value)?;
        }
        Ok(())
    }
}

/// What the lecture tells of a lab.
#[derive(Clone, Copy, Debug)]
pub struct Telling {
    /// The part of the story that it belongs to.
    pub act: Act,
    /// Two or three sentences.
    pub story: &'static str,
    /// What to try.
    pub tries: &'static [Try],
    /// Author, year and where it is found.
    pub sources: &'static [&'static str],
}

#[cfg(test)]
mod tests {
    use super::super::ALL;

    #[test]
    fn every_lab_has_a_story_three_things_to_try_and_sources() {
        let mut acts = Vec::new();
        for entry in ALL {
            let lab = (entry.make)();
            let telling = lab.telling();
            acts.push(telling.act);
            assert!(telling.story.ends_with('.'), "{}", entry.id);
            assert_eq!(telling.tries.len(), 3, "{}", entry.id);
            for one in telling.tries {
                let mut set = lab.clone();
                one.set(&mut *set).unwrap();
                let differs = lab
                    .settings()
                    .iter()
                    .any(|setting| lab.get(setting.key) != set.get(setting.key));
                assert!(differs, "{}: {} changes nothing", entry.id, one.words);
            }
            assert!(!telling.sources.is_empty(), "{}", entry.id);
        }
        assert!(acts.is_sorted(), "labs stand in the order of the lecture");
    }
}
