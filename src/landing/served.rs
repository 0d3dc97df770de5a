//! A published page as it is sent: rendered once, with its compressed bodies ready.

use std::io::Write as _;

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256};

use crate::{
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::{FunnelId, PageId},
        lang::Lang,
    },
    landing::{
        form::FormDefinition,
        model::{Content, ThankYou},
        visitor::{self, Site},
    },
};

/// Middling levels: a page is compressed anew with every publication and every time it falls out of the cache.
const BROTLI_QUALITY: i32 = 5;
const GZIP_LEVEL: u32 = 6;
const ZSTD_LEVEL: i32 = 3;

/// A page that visitors see.
#[derive(Clone, Debug)]
pub struct ServedPage {
    pub page_id: PageId,
    /// The funnel whose first stage a new lead enters.
    pub funnel_id: Option<FunnelId>,
    pub form: FormDefinition,
    pub thank_you: ThankYou,
    pub title: String,
    /// A weak entity tag, the same for all three bodies.
    pub etag: String,
    pub identity: Bytes,
    pub gzip: Bytes,
    pub brotli: Bytes,
    /// To be rendered again with faults; packed, since that is rare and it would be a third of the whole.
    html: Bytes,
    html_bytes: usize,
}

impl ServedPage {
    /// Renders and compresses; takes some milliseconds of CPU.
    pub fn new(page_id: PageId, content: Content, site: Site<'_>) -> Result<Self> {
        let rendered = visitor::page(&content.html, &content.form, site, &RawForm::default(), &FieldErrors::default());
        let etag = format!("W/\"{}\"", data_encoding::BASE64URL_NOPAD.encode(&Sha256::digest(&rendered)[..12]));
        let fault = |cause: std::io::Error| Error::internal("compressing a page", cause);
        Ok(Self {
            page_id,
            funnel_id: content.funnel_id,
            form: content.form,
            thank_you: content.thank_you,
            title: content.title,
            etag,
            gzip: gzip(rendered.as_bytes()).map_err(fault)?,
            brotli: brotli(rendered.as_bytes()).map_err(fault)?,
            identity: Bytes::from(rendered),
            html: zstd::bulk::compress(content.html.as_bytes(), ZSTD_LEVEL).map_err(fault)?.into(),
            html_bytes: content.html.len(),
        })
    }

    /// The page again, with what was typed and what was wrong with it.
    pub fn with_faults(&self, site: Site<'_>, values: &RawForm, errors: &FieldErrors) -> Result<String> {
        Ok(visitor::page(&self.html()?, &self.form, site, values, errors))
    }

    /// The agency's own HTML.
    pub fn html(&self) -> Result<String> {
        let html = zstd::bulk::decompress(&self.html, self.html_bytes).map_err(|cause| Error::internal("unpacking a page", cause))?;
        String::from_utf8(html).map_err(|cause| Error::internal("unpacking a page", cause))
    }

    /// What it costs in memory, in bytes.
    pub fn size_bytes(&self) -> usize {
        let texts = self.html.len() + self.title.len() + self.etag.len();
        let fields: usize = self.form.fields.iter().map(|field| 256 + field.text.as_ref().map_or(0, String::len)).sum();
        size_of::<Self>() + self.identity.len() + self.gzip.len() + self.brotli.len() + texts + fields
    }
}

/// The site of an account, as its visitors see it.
pub const fn site(account: &str, lang: Lang) -> Site<'_> {
    Site { account: Some(account), lang }
}

fn gzip(body: &[u8]) -> std::io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(GZIP_LEVEL));
    encoder.write_all(body)?;
    encoder.finish().map(Bytes::from)
}

fn brotli(mut body: &[u8]) -> std::io::Result<Bytes> {
    let params = brotli::enc::BrotliEncoderParams { quality: BROTLI_QUALITY, size_hint: body.len(), ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut body, &mut out, &params)?;
    Ok(Bytes::from(out))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn the_three_bodies_say_the_same() {
        let content = Content {
            title: "봄".into(),
            html: format!("<body><p>{}</p></body>", "안녕하세요 ".repeat(500)),
            form: FormDefinition::usual(Lang::Ko),
            funnel_id: None,
            thank_you: ThankYou::usual(Lang::Ko),
        };
        let page = ServedPage::new(PageId(1), content.clone(), site("cafe", Lang::Ko)).expect("rendered");
        let mut unzipped = Vec::new();
        flate2::read::GzDecoder::new(&page.gzip[..]).read_to_end(&mut unzipped).expect("gzip");
        let mut unpacked = Vec::new();
        brotli::Decompressor::new(&page.brotli[..], 4096).read_to_end(&mut unpacked).expect("brotli");
        assert_eq!((&unzipped[..], &unpacked[..]), (&page.identity[..], &page.identity[..]));
        assert!(page.gzip.len() * 2 < page.identity.len() && page.brotli.len() * 2 < page.identity.len());
        let text = String::from_utf8(page.identity.to_vec()).expect("text");
        assert!(text.contains(r#"<script src="/t.js" data-account="cafe" async></script></body>"#), "{text}");
        assert!(page.size_bytes() > page.identity.len() && page.size_bytes() < page.identity.len() + content.html.len());
        let again = page.with_faults(site("cafe", Lang::Ko), &RawForm::default(), &FieldErrors::default()).expect("unpacked");
        assert_eq!(again.as_bytes(), &page.identity[..]);

        let again = ServedPage::new(PageId(1), content.clone(), site("cafe", Lang::Ko)).expect("rendered");
        let changed = ServedPage::new(PageId(1), Content { html: "x".into(), ..content }, site("cafe", Lang::Ko)).expect("rendered");
        assert!(page.etag == again.etag && page.etag != changed.etag && page.etag.starts_with("W/\""));
    }
}
