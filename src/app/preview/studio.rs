//! The studio: a photograph on its way from the file to the scene that every method is given.

use std::sync::Arc;

use super::scene::{self, Order, Photograph, Ready, readable};
use crate::contest::Scene;
use crate::desk::Photo;
use crate::job::{Made, Pace, Wake};
use crate::store::shelf;

pub(super) struct Studio {
    /// What was looked at last.
    order: Order,
    title: String,
    /// The photograph that was decoded last.
    source: Option<(Photo, Arc<Photograph>)>,
    making: Made<Order, Arc<Ready>>,
    /// The order whose scene is seen, and how many scenes there were.
    shown: Option<Order>,
    scenes: u64,
}

impl Studio {
    pub(super) fn new(order: Order, wake: &Wake) -> Self {
        Self {
            title: titled(&order.photo),
            order,
            source: None,
            making: Made::new("Opening the photograph", Arc::clone(wake)),
            shown: None,
            scenes: 0,
        }
    }

    /// What was looked at last.
    pub(super) fn order(&self) -> &Order {
        &self.order
    }

    /// The photograph's name, as a title.
    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// How many scenes there were: the number of the one that is seen.
    pub(super) fn number(&self) -> u64 {
        self.scenes
    }

    /// A photograph that was decoded before it is looked at.
    pub(super) fn know(&mut self, photo: Photo, source: Arc<Photograph>) {
        self.source = Some((photo, source));
    }

    /// Takes an order; whether it is for another photograph.
    pub(super) fn take(&mut self, order: Order) -> bool {
        if order == self.order {
            return false;
        }
        let another = !order.photo.same_picture(&self.order.photo);
        if another {
            self.shown = None;
        }
        self.title = titled(&order.photo);
        self.order = order;
        another
    }

    /// Gets the photograph ready, unless it is; what was under way for another one stops. Whether work has begun.
    pub(super) fn make(&mut self, held: bool) -> bool {
        let key = self.order.clone();
        let news = self.making.is_news(&key);
        let known = self.source.as_ref();
        let known = known.filter(|(photo, _)| photo.same_picture(&key.photo));
        let (order, source) = (key.clone(), known.map(|(_, source)| Arc::clone(source)));
        self.making.want(&key, Pace::LetGo { held }, move |making| {
            scene::make(&order, source, making.progress()).map(Arc::new)
        });
        news && self.making.at_work() == Some(&key)
    }

    /// Steps back; it begins anew when it is wanted again.
    pub(super) fn rest(&mut self) {
        if self.making.busy() {
            self.making.cancel();
            self.making.again();
        }
    }

    /// Reads what was made; call once a frame. Returns the scene of the last order once, when it is there: it is the
    /// one that is seen from now on.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn settle(&mut self) -> Result<Option<Arc<Ready>>, NoScene> {
        self.making.settle();
        if self.making.wrong().is_some() {
            self.shown = None;
            return Err(NoScene);
        }
        let hand = self.making.at_hand();
        let news = hand.filter(|(of, _)| **of == self.order && self.shown.as_ref() != Some(of));
        let Some((_, ready)) = news else {
            return Ok(None);
        };
        let ready = Arc::clone(ready);
        self.scenes += 1;
        self.shown = Some(self.order.clone());
        self.source = Some((self.order.photo.clone(), Arc::clone(&ready.source)));
        Ok(Some(ready))
    }

    /// What every method is given: nothing while another scene is made, or where there is none.
    pub(super) fn scene(&self) -> Option<&Arc<Scene>> {
        let settled = !self.making.busy() && self.making.wrong().is_none();
        let seen = settled && self.shown.is_some();
        let hand = self.making.at_hand().filter(|_| seen);
        hand.map(|(_, ready)| &ready.scene)
    }

    /// Whether a colour photograph is seen in grey.
    pub(super) fn greyed(&self) -> bool {
        let hand = self.making.at_hand().filter(|_| self.shown.is_some());
        hand.is_some_and(|(order, ready)| order.channels == 1 && ready.source.in_colour())
    }

    /// How scores were made; empty where nothing is seen.
    pub(super) fn protocol(&self) -> &str {
        let hand = self.making.at_hand().filter(|_| self.shown.is_some());
        hand.map_or("", |(_, ready)| &ready.protocol)
    }

    /// Whether a photograph is made ready.
    pub(super) fn busy(&self) -> bool {
        self.making.busy()
    }

    /// Why there is no scene.
    pub(super) fn wrong(&self) -> Option<&str> {
        self.making.wrong()
    }
}

/// The photograph could not be made ready: [`Studio::wrong`] says why.
pub(super) struct NoScene;

/// A photograph's name; one of the shelf's with its place there.
fn titled(photo: &Photo) -> String {
    match photo.place() {
        Some(place) => {
            let count = shelf::test_photo_names().count();
            format!("{} · {} of {count}", readable(&photo.name()), place + 1)
        }
        None => photo.name(),
    }
}
