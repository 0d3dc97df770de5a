//! The one table of recurring work: what, when, where. Times are read on the account's wall clock, or the agency's.

pub mod child;
pub mod drive;
pub mod keeper;

use std::pin::Pin;

use crate::{
    accounts::{
        jobs as accounts,
        service::{
            errand::send,
            job::{Done, Run},
        },
    },
    app,
    backups::jobs as backups,
    base::{error::Result, lang::text},
    capacity::jobs as capacity,
    operations::runs::{Line, Lines, Place, Scope},
    retention::jobs as retention,
    rollups::jobs as rollups,
    scoring::jobs as scoring,
    viral::jobs as viral,
};

/// The function of a job. It may be cut off between two writes at any time, and is then run again from its beginning.
pub type Work = for<'a> fn(&'a Run) -> Pin<Box<dyn Future<Output = Result<Done>> + Send + 'a>>;

/// A line of the table with its function.
#[derive(Clone, Copy)]
pub struct Job {
    pub line: Line,
    pub work: Work,
}

/// The table, in the order of the night. The order also decides who goes first where two are due at once.
pub static JOBS: &[Job] = &[
    // Cheap now and at any size: every hour, so that visits leave on their day.
    Job {
        line: Line {
            name: "forget",
            label: text("오래된 방문 정리", "Forgetting old visits"),
            purpose: text(
                "보관 기간이 지난 방문 기록과 참여 흔적을 지웁니다.",
                "Deletes visits and traces of participants whose days are over.",
            ),
            cron: "17 * * * *",
            scope: Scope::Agency,
            place: Place::Inside,
        },
        work: |run| {
            Box::pin(async {
                send(run.env(), app::ForgetVisits {}).await?;
                Ok(Done::default())
            })
        },
    },
    // Before the clean-up of the night takes old rows away.
    Job {
        line: Line {
            name: "access-log",
            label: text("접속기록 검사", "Check of the access log"),
            purpose: text(
                "접속기록이 처음 쓰인 그대로인지 처음부터 끝까지 확인합니다.",
                "Follows the access log from its first row to its last and sees whether anybody has changed it.",
            ),
            cron: "40 1 * * *",
            scope: Scope::Agency,
            place: Place::Child,
        },
        work: |run| Box::pin(accounts::check_access_log(run)),
    },
    // Interest fades by the day, so every lead is looked at once a night.
    Job {
        line: Line {
            name: "score",
            label: text("점수 계산", "Scoring"),
            purpose: text("모든 리드의 점수를 오늘 날짜로 다시 계산합니다.", "Computes the score of every lead as of today."),
            cron: "0 2 * * *",
            scope: Scope::Accounts { archived: false },
            place: Place::Child,
        },
        work: |run| Box::pin(scoring::score(run)),
    },
    // After scoring, which reads what leaves here. Periods run on in accounts that were put away.
    Job {
        line: Line {
            name: "archive",
            label: text("보관", "Archive"),
            purpose: text(
                "보관 기간이 지난 반응 이력을 보관 파일로 옮기고 오래된 전환을 월별 통계로 남깁니다.",
                "Moves interactions past their period to the archives, and leaves old conversions to the monthly figures.",
            ),
            cron: "0 3 * * *",
            scope: Scope::Accounts { archived: true },
            place: Place::Child,
        },
        work: |run| Box::pin(retention::archive(run)),
    },
    Job {
        line: Line {
            name: "verify",
            label: text("집계 검사", "Check of figures"),
            purpose: text(
                "집계와 합계를 기록에서 다시 세어 보고 다르면 기록에 맞춥니다.",
                "Counts figures and totals again from the rows and sets right what differs.",
            ),
            cron: "30 3 * * *",
            scope: Scope::Accounts { archived: true },
            place: Place::Child,
        },
        work: |run| {
            Box::pin(async {
                let mut done = rollups::verify(run).await?;
                done.join(scoring::verify(run).await?);
                done.join(viral::verify(run).await?);
                Ok(done)
            })
        },
    },
    // After the night's deletions, which leave the room.
    Job {
        line: Line {
            name: "optimize",
            label: text("파일 정리", "Tidying files"),
            purpose: text("빈 자리가 4분의 1을 넘는 파일을 새로 씁니다.", "Writes files anew of which a quarter is free."),
            cron: "45 3 * * *",
            scope: Scope::Agency,
            place: Place::Child,
        },
        work: |run| Box::pin(accounts::optimize(run)),
    },
    // When the night has made the files as large or small as they stay for the day.
    Job {
        line: Line {
            name: "measure",
            label: text("용량 측정", "Measuring"),
            purpose: text("모든 파일의 크기와 남은 디스크를 잽니다.", "Measures every file and the free disk."),
            cron: "50 3 * * *",
            scope: Scope::Agency,
            place: Place::Child,
        },
        work: |run| Box::pin(capacity::measure(run)),
    },
    // When the night's work is done. What follows waits for it: heavy jobs run one at a time, in this order.
    Job {
        line: Line {
            name: "backup",
            label: text("백업", "Backup"),
            purpose: text(
                "모든 고객사와 대행사의 데이터를 백업하고 빠진 것이 없는지 확인합니다.",
                "Backs up the data of every account and of the agency, and checks that nothing is missing.",
            ),
            cron: "0 4 * * *",
            scope: Scope::Agency,
            place: Place::Child,
        },
        work: |run| Box::pin(backups::back_up(run)),
    },
    // Behind the backup, so that the newest is never the only one to go by.
    Job {
        line: Line {
            name: "backup-prune",
            label: text("오래된 백업 정리", "Letting old backups go"),
            purpose: text(
                "보관 기간이 지난 백업을 지우고, 디스크가 모자라면 이 서버에 두는 날을 줄입니다.",
                "Deletes backups past their days, and keeps fewer days here where the disk is short.",
            ),
            cron: "10 4 * * *",
            scope: Scope::Agency,
            place: Place::Child,
        },
        work: |run| Box::pin(backups::prune(run)),
    },
    // The real backup: this machine may be lost with its disk.
    Job {
        line: Line {
            name: "backup-copy",
            label: text("외부 복사", "Off-site copy"),
            purpose: text("새 백업을 외부 저장소로 복사합니다.", "Copies new backups to the off-site store."),
            cron: "20 4 * * *",
            scope: Scope::Agency,
            place: Place::Child,
        },
        work: |run| Box::pin(backups::copy(run)),
    },
    // A backup that nobody has restored is a hope.
    Job {
        line: Line {
            name: "backup-drill",
            label: text("복원 연습", "Restore drill"),
            purpose: text(
                "가장 오래 확인하지 않은 고객사 하나를 따로 복원해 기록과 비교합니다.",
                "Restores the account that was not proven for the longest time aside, and compares it with the record.",
            ),
            cron: "30 4 * * *",
            scope: Scope::Agency,
            place: Place::Child,
        },
        work: |run| Box::pin(backups::drill(run)),
    },
    Job {
        line: Line {
            name: "clean-up",
            label: text("정리", "Clean-up"),
            purpose: text(
                "기간이 끝난 보관 이력과 며칠만 두는 흔적을 지웁니다.",
                "Deletes archived interactions whose time is over, and traces that are kept for days.",
            ),
            cron: "0 5 * * 0",
            scope: Scope::Accounts { archived: true },
            place: Place::Child,
        },
        work: |run| Box::pin(retention::clean_up(run)),
    },
    Job {
        line: Line {
            name: "clean-up-agency",
            label: text("대행사 정리", "Clean-up of the agency"),
            purpose: text(
                "기간이 끝난 세션, 초대, 접속기록을 지웁니다.",
                "Deletes sessions, invitations and access-log rows whose time is over.",
            ),
            cron: "10 5 * * 0",
            scope: Scope::Agency,
            place: Place::Child,
        },
        work: |run| Box::pin(retention::clean_up_agency(run)),
    },
    // Quick, so every week.
    Job {
        line: Line {
            name: "backup-verify",
            label: text("백업 저장소 검사", "Repository check"),
            purpose: text("백업 저장소의 구조가 온전한지 확인합니다.", "Checks that the repository of backups is sound in its structure."),
            cron: "30 5 * * 0",
            scope: Scope::Agency,
            place: Place::Child,
        },
        work: |run| Box::pin(backups::verify(run)),
    },
    // Reads the whole repository, so once a month.
    Job {
        line: Line {
            name: "backup-read",
            label: text("백업 저장소 읽기", "Reading the repository"),
            purpose: text(
                "백업 저장소를 처음부터 끝까지 읽어 손상된 곳을 찾습니다.",
                "Reads the repository of backups from end to end and finds what is damaged.",
            ),
            cron: "0 6 1 * *",
            scope: Scope::Agency,
            place: Place::Child,
        },
        work: |run| Box::pin(backups::read_data(run)),
    },
];

/// The lines of a table, without their functions.
pub fn lines(jobs: &[Job]) -> Lines {
    Lines(jobs.iter().map(|job| job.line).collect())
}

/// The job of a name; absent when there is none.
pub fn find(jobs: &'static [Job], name: &str) -> Option<&'static Job> {
    jobs.iter().find(|job| job.line.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::base::cron::Cron;

    #[test]
    fn every_line_is_sound() {
        let names: BTreeSet<_> = JOBS.iter().map(|job| job.line.name).collect();
        assert_eq!(names.len(), JOBS.len());
        for Job { line, .. } in JOBS {
            assert!(Cron::parse(line.cron).is_some(), "{}", line.name);
            assert!(line.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", line.name);
        }
    }

    #[test]
    fn what_deletes_personal_data_reaches_accounts_that_were_put_away() {
        for name in ["archive", "clean-up"] {
            let scope = find(JOBS, name).map(|job| job.line.scope);
            assert_eq!(scope, Some(Scope::Accounts { archived: true }), "{name}");
        }
        assert_eq!(find(JOBS, "clean-up-agency").map(|job| job.line.scope), Some(Scope::Agency));
    }
}
