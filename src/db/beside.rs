//! What features keep in memory beside an open file, such as an index to search by.
//!
//! It is made when first asked for and goes when the file is closed or replaced, so that it can't outlive what it mirrors.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// One thing of each type.
#[derive(Default)]
pub struct Beside(Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Beside {
    /// The thing of this type, made empty the first time.
    pub fn get<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut things = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let thing = things.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        Arc::clone(thing).downcast().unwrap_or_default()
    }
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
}
