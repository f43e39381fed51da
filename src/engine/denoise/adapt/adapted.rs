//! A method and what is done before and after it.

use crate::denoise::{DenoiseError, Denoiser, Family, Watch, check};
use crate::image::Image;
use crate::setting::{Adjust, Setting, SettingError, Value};

/// What is done to a picture before a method sees it, and to the answer after.
pub(super) trait Around: Clone + Send + Sync + 'static {
    /// The cleaned picture; `noisy` and `sigma` have been checked. As [`Denoiser::denoise`].
    fn denoise(
        &self,
        method: &dyn Denoiser,
        noisy: &Image,
        sigma: f32,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError>;
}

/// A method with something done around it. Name, help, settings, year and family are the method's own.
#[derive(Clone)]
pub(super) struct Adapted<A> {
    method: Box<dyn Denoiser>,
    around: A,
}

impl<A: Around> Adapted<A> {
    pub(super) fn boxed(method: Box<dyn Denoiser>, around: A) -> Box<dyn Denoiser> {
        Box::new(Self { method, around })
    }
}

impl<A> Adjust for Adapted<A> {
    fn id(&self) -> &'static str {
        self.method.id()
    }
    fn label(&self) -> &'static str {
        self.method.label()
    }
    fn help(&self) -> &'static str {
        self.method.help()
    }
    fn settings(&self) -> &'static [Setting] {
        self.method.settings()
    }
    fn get(&self, key: &str) -> Option<Value> {
        self.method.get(key)
    }
    fn set(&mut self, key: &str, value: Value) -> Result<(), SettingError> {
        self.method.set(key, value)
    }
}

impl<A: Around> Denoiser for Adapted<A> {
    fn year(&self) -> u32 {
        self.method.year()
    }

    fn family(&self) -> Family {
        self.method.family()
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        self.around.denoise(&*self.method, noisy, sigma, watch)
    }
}
