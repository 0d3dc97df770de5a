//! The store of the off-site copy, as it is typed and as it is stored. Whether it can be used is judged by `backup::store`.

use crate::{
    backups::{model::parse_whole, texts},
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        lang::Message,
        secret::Secret,
        time::Timestamp,
    },
};

/// Characters that any field takes.
const LONGEST: usize = 500;
/// Days that copies stay where nobody has chosen others: longer than here, since room is cheap there.
const USUAL_DAYS: &str = "90";

/// Where copies go, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offsite {
    pub endpoint: String,
    pub region: String,
    pub bucket: String,
    /// Folders inside the bucket; may be empty.
    pub prefix: String,
    /// `path` or `virtual_host`: where the bucket stands in an address.
    pub style: String,
    /// Does it stand in this machine's own network?
    pub near: bool,
    pub access_key_id: String,
    pub keep_days: u32,
    /// KiB a second; absent: as fast as it goes.
    pub upload_kib: Option<u32>,
}

/// As it lies in the control file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub offsite: Offsite,
    /// Sealed.
    pub secret_access_key: Vec<u8>,
    pub updated_at: Timestamp,
}

/// As it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    pub offsite: Offsite,
    /// Absent: the one that is stored stays.
    pub secret_access_key: Option<Secret>,
}

impl Offsite {
    /// The form as it is first shown; without the secret key, which nobody sees again.
    pub fn to_form(&self) -> RawForm {
        let mut form = RawForm::from([
            ("endpoint", self.endpoint.as_str()),
            ("region", self.region.as_str()),
            ("bucket", self.bucket.as_str()),
            ("prefix", self.prefix.as_str()),
            ("style", self.style.as_str()),
            ("access_key_id", self.access_key_id.as_str()),
            ("keep_days", self.keep_days.to_string().as_str()),
            ("upload_kib", self.upload_kib.map(|limit| limit.to_string()).unwrap_or_default().as_str()),
        ]);
        if self.near {
            form.push("near", "on");
        }
        form
    }

    /// The form where nothing is set up yet.
    pub fn empty_form() -> RawForm {
        RawForm::from([("style", "path"), ("keep_days", USUAL_DAYS)])
    }

    /// Is it the same folder of the same store?
    pub fn is_same_place(&self, other: &Self) -> bool {
        (&self.endpoint, &self.bucket, &self.prefix) == (&other.endpoint, &other.bucket, &other.prefix)
    }
}

impl Typed {
    /// Reads the fields of the form.
    pub fn parse(form: &RawForm) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let mut line = |field: &str| errors.take(field, parse_line(form.text(field))).unwrap_or_default();
        let (endpoint, region, bucket, prefix) = (line("endpoint"), line("region"), line("bucket"), line("prefix"));
        let (style, access_key_id) = (line("style"), line("access_key_id"));
        let secret_access_key = Some(line("secret_access_key")).filter(|typed| !typed.is_empty()).map(Secret::new);
        let keep_days = errors.take("keep_days", parse_whole(form.text("keep_days"), 1, 3_650));
        let upload_kib = form.filled("upload_kib").map(|typed| errors.take("upload_kib", parse_whole(typed, 64, 10_000_000)));
        let (Some(keep_days), true) = (keep_days, errors.is_empty()) else { return Err(Error::Invalid(errors)) };
        let (near, upload_kib) = (form.ticked("near"), upload_kib.flatten());
        let offsite = Offsite { endpoint, region, bucket, prefix, style, near, access_key_id, keep_days, upload_kib };
        Ok(Self { offsite, secret_access_key })
    }

    /// May the stored secret stay? Only for the same key at the same address: it must not be sent where it was not meant for.
    pub fn keeps_secret_of(&self, stored: &Stored) -> bool {
        (&self.offsite.endpoint, &self.offsite.access_key_id) == (&stored.offsite.endpoint, &stored.offsite.access_key_id)
    }
}

fn parse_line(typed: &str) -> Result<String, Message> {
    match typed.chars().count() {
        count if count <= LONGEST && !typed.chars().any(char::is_control) => Ok(typed.to_owned()),
        _ => Err(texts::TOO_LONG.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(changes: &[(&str, &str)]) -> RawForm {
        let usual = [
            ("endpoint", "https://s3.ap-northeast-2.amazonaws.com"),
            ("bucket", "hanbit-backup"),
            ("access_key_id", "AKIA1"),
            ("secret_access_key", "geheim"),
            ("keep_days", "90"),
        ];
        let mut all: Vec<_> = usual.into_iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name)).collect();
        all.extend_from_slice(changes);
        RawForm::new(all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    #[test]
    fn what_is_shown_again_has_everything_but_the_secret() {
        let typed = Typed::parse(&form(&[("near", "on"), ("upload_kib", "512"), ("prefix", "a/b"), ("style", "path")])).expect("read");
        assert_eq!(typed.secret_access_key, Some(Secret::new("geheim")));
        let again = Typed::parse(&typed.offsite.to_form()).expect("read");
        assert_eq!((again.offsite, again.secret_access_key), (typed.offsite, None));
    }

    #[test]
    fn faults_are_named_by_field() {
        for (field, wrong) in [("endpoint", "a\nb"), ("secret_access_key", "a\nb"), ("keep_days", "0"), ("upload_kib", "1")] {
            let Err(Error::Invalid(errors)) = Typed::parse(&form(&[(field, wrong)])) else { panic!("{field} {wrong:?}") };
            assert!(errors.of(field).is_some(), "{field} {wrong:?}");
        }
    }

    #[test]
    fn a_secret_stays_for_the_same_key_at_the_same_address_only() {
        let typed = Typed::parse(&form(&[])).expect("read");
        let stored = Stored { offsite: typed.offsite.clone(), secret_access_key: vec![1], updated_at: Timestamp(0) };
        assert!(typed.keeps_secret_of(&stored));
        for change in [("endpoint", "https://evil.example"), ("access_key_id", "other")] {
            assert!(!Typed::parse(&form(&[change])).expect("read").keeps_secret_of(&stored), "{change:?}");
        }
        assert!(Typed::parse(&form(&[("prefix", "elsewhere")])).expect("read").keeps_secret_of(&stored));
    }
}
