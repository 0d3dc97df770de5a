//! `dangol setup`: the first owner, without a browser.

use crate::{
    base::lang::Lang,
    cli::{
        args::{Run, lang},
        failure::Failure,
        orders::{Answer, Order},
        output,
        owner::run_order,
        password, texts,
    },
    config::layers::Loaded,
};

/// Make the first owner; the password is read from standard input.
#[derive(Debug, clap::Args)]
pub struct Setup {
    /// The owner's e-mail address.
    #[arg(long, value_name = "E")]
    email: String,
    /// The agency's name.
    #[arg(long, value_name = "NAME")]
    agency: String,
    /// The owner's language: ko or en.
    #[arg(long, value_name = "L", default_value = "ko", value_parser = lang)]
    locale: Lang,
}

impl Run for Setup {
    fn run(&self, loaded: &Loaded) -> Result<(), Failure> {
        let (email, agency) = (self.email.clone(), self.agency.clone());
        run_order(loaded, Order::SetUp { email, agency, locale: self.locale, password: password::read()? })?;
        let url = loaded.settings.admin_base_url();
        output::say(&texts::SET_UP.with(&[("agency", &self.agency), ("email", &self.email), ("url", &url)]));
        sheet(loaded)
    }
}

/// The key is shown now, when it is made: later only to an owner who says why.
fn sheet(loaded: &Loaded) -> Result<(), Failure> {
    let Answer::RecoverySheet { key, directory, commands } = run_order(loaded, Order::RecoverySheet)? else {
        return Err(Failure::unexpected_answer());
    };
    output::line("");
    output::say(&texts::RECOVERY_KEY.with(&[("key", &key.reveal())]));
    output::say(&texts::RECOVERY_KEEP.with(&[("directory", &directory)]));
    for command in commands.ours.iter().chain(&commands.plain) {
        output::line(format_args!("    {command}"));
    }
    Ok(())
}
