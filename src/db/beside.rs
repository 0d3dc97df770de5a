//! What features keep in memory beside an open file, such as an index to search by.
//!
//! It is made when first asked for and goes when the file is closed or replaced, so that it can't outlive what it mirrors. What is
//! kept up by our own changes alone goes too when another process has written to the file.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// One thing of each type.
#[derive(Default)]
pub struct Beside {
    things: Things,
    mirrors: Things,
}

type Things = Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>;

impl Beside {
    /// The thing of this type, made empty the first time. It stays as long as the file is open.
    pub fn get<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        of(&self.things)
    }

    /// The same for what repeats what the file says: it is made anew after a change by another process.
    pub fn mirror<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        of(&self.mirrors)
    }

    /// Another process has written to the file.
    pub fn forget_mirrors(&self) {
        self.mirrors.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn of<T: Default + Send + Sync + 'static>(things: &Things) -> Arc<T> {
    let mut things = things.lock().unwrap_or_else(PoisonError::into_inner);
    let thing = things.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
    Arc::clone(thing).downcast().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn everybody_gets_the_same_thing() {
        let beside = Beside::default();
        beside.get::<AtomicU32>().store(7, Ordering::SeqCst);
        assert_eq!(beside.get::<AtomicU32>().load(Ordering::SeqCst), 7);
        assert_eq!(*beside.get::<String>(), "");
    }

    #[test]
    fn mirrors_alone_are_made_anew() {
        let beside = Beside::default();
        beside.get::<AtomicU32>().store(7, Ordering::SeqCst);
        beside.mirror::<AtomicU32>().store(8, Ordering::SeqCst);
        beside.forget_mirrors();
        assert_eq!(beside.get::<AtomicU32>().load(Ordering::SeqCst), 7);
        assert_eq!(beside.mirror::<AtomicU32>().load(Ordering::SeqCst), 0);
    }
}
