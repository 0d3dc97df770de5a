//! What the product says about its capacity.

use crate::base::lang::{Text, text};

pub const CAPACITY: Text = text("용량", "Capacity");
pub const MEASURED: Text = text("크기는 {when}에 측정했고, 건수는 지금 값입니다.", "Sizes were measured {when}; rows are those of now.");
pub const MEASURE_NOW: Text = text("지금 측정", "Measure now");
pub const BEGUN: Text =
    text("측정을 시작했습니다. 끝나면 이 화면에 나타납니다.", "Measuring has begun. The figures appear here when it is done.");
pub const UNREAD: Text = text("파일을 읽지 못해 빠졌습니다: {cause}", "The file could not be read and is left out: {cause}");
pub const MEASURING: Text = text("{total}개 파일 중 {done}개를 측정했습니다.", "{done} of {total} files are measured.");

pub const TABLES: Text = text("표별 용량", "By table");
pub const TABLES_HELP: Text = text(
    "고객에는 태그가, 랜딩페이지와 퍼널에는 이전 버전이 포함됩니다. 작은 글씨는 용량 산정서의 값입니다. 반응 이력은 1년 뒤 보관 파일로 옮기고, 전환은 6개월 뒤 월별 집계만 남깁니다.",
    "Customers include their tags, landing pages and funnels their earlier versions. In small print: the sizing study. Interactions move to the archive after a year; of conversions only monthly figures stay after six months.",
);
pub const PARTITIONS: Text = text(
    "산정서의 월별 파티션 대신 고객사마다 파일이 하나씩 있고, 보관 파일은 월 순서로 저장됩니다. 그래서 큰 표도 한 번에 훑고, 지난달은 한 구간으로 지웁니다.",
    "Instead of the study's monthly partitions each account has a file of its own, and its archive is kept in the order of months: large tables are read in one go, and a past month goes as one range.",
);
pub const COLUMN_TABLE: Text = text("표", "Table");
pub const COLUMN_ROWS: Text = text("건수", "Rows");
pub const COLUMN_PLANNED: Text = text("계획", "Planned");
pub const COLUMN_SHARE: Text = text("계획 대비", "Of plan");
pub const COLUMN_DATA: Text = text("데이터", "Data");
pub const COLUMN_INDEXES: Text = text("인덱스", "Indexes");
pub const COLUMN_RECORD: Text = text("평균 크기", "Record");
pub const COLUMN_STUDY: Text = text("산정서", "Study");
pub const COLUMN_NEW: Text = text("최근 30일", "New in 30 days");
pub const COLUMN_REACHED: Text = text("계획에 이르는 날", "Plan reached");
pub const OF_PLANNED: Text = text("계획 {planned}건", "of {planned} planned");
pub const STUDY: Text = text("산정서 {size}", "study {size}");
pub const FULL_NOW: Text = text("이미 참", "full");
pub const NOT_IN_SIGHT: Text = text("10년 안에는 없음", "not within ten years");

pub const DATABASES: Text = text("데이터베이스", "Databases");
pub const REST: Text = text("그중 집계, 낱말, 대기열, 빈 공간", "Of these daily figures, words, queues, free pages");
pub const ARCHIVES: Text = text("보관 파일", "Archives");
pub const BACKUPS: Text = text("백업", "Backups");
pub const DISK_FREE: Text = text("남은 디스크", "Free disk");
pub const DISK_FULL_ON: Text = text("디스크가 차는 날", "Disk is full");
pub const DISK_FULL_WHEN: Text = text("지금 속도면 {day}에 가득 찹니다", "full on {day} at this pace");
pub const DISK_LASTS: Text = text("10년 안에는 차지 않습니다", "lasts ten years and more");
pub const PLAN_LABEL: Text = text("산정서의 계획 전체", "The whole plan, as studied");
pub const PLAN_HERE: Text = text("여기서는 {size}", "{size} with the sizes measured here");
pub const PLAN_BYTES: Text = text("계획을 모두 채우면", "The whole plan takes");
pub const STUDY_SAYS: Text = text("산정서 {size}", "the study says {size}");
pub const TABLES_AND_INDEXES: Text = text("데이터 {data} · 인덱스 {indexes}", "data {data} · indexes {indexes}");
pub const NONE_YET: Text = text("아직 없음", "none yet");

pub const FORECAST: Text = text("앞으로의 크기", "Ahead");
pub const FORECAST_HELP: Text = text(
    "최근 30일처럼 계속 늘어날 때 데이터베이스와 보관 파일을 합한 크기(MB)입니다.",
    "Databases and archives together, in MB, when things go on as in the last 30 days.",
);
pub const IN_YEARS: Text = text("{n}년 뒤", "In {n} years");
pub const YEARS_ON: Text = text("{n}년 뒤", "+{n} y");
pub const ROWS_AHEAD: Text = text("앞으로의 건수와 계획 대비", "Rows ahead, and their share of the plan");
pub const NOW: Text = text("지금", "Now");
pub const YEAR: Text = text("시점", "When");
pub const STUDY_LATER: Text = text("산정서: 3~5년 뒤 {from}~{to}", "The study: {from} to {to} in 3 to 5 years");
pub const ALL_TOGETHER: Text = text("모두", "All together");
pub const HISTORY: Text = text("지난 크기", "So far");
pub const HISTORY_HELP: Text =
    text("매일 밤 측정한 데이터베이스와 보관 파일의 크기(MB)입니다.", "Databases and archives in MB, as measured each night.");
pub const DAY: Text = text("날짜", "Day");

pub const TIERS: Text = text("장비 규모", "Hardware");
pub const TIERS_HELP: Text = text(
    "디스크의 20%를 비워 두고 30일 치 백업(데이터의 1.71배)을 함께 둘 때 들어가는 리드 수입니다. 고객, 반응 이력 등은 계획한 비율로 함께 늘어납니다. 계획 전체는 최소 규모(2 vCPU, 2GB)에서 시험했습니다. 비용은 산정서의 값입니다.",
    "Leads that fit when a fifth of the disk stays free and 30 days of backups (1.71 times the data) lie beside them; customers, interactions and the rest grow along as planned. The whole plan was tested on the minimum (2 vCPU, 2 GB). Costs are the study's.",
);
pub const THIS_BOX: Text = text("이 장비", "this box");
pub const COLUMN_TIER: Text = text("규모", "Size");
pub const COLUMN_BOX: Text = text("사양", "Machine");
pub const COLUMN_MONTH: Text = text("월 비용", "A month");
pub const COLUMN_YEAR: Text = text("연 비용", "A year");
pub const COLUMN_STUDY_LEADS: Text = text("리드(산정서 크기)", "Leads, study's sizes");
pub const COLUMN_MEASURED_LEADS: Text = text("리드(측정한 크기)", "Leads, sizes measured");
pub const BOX: Text = text("{cores} vCPU · {memory}GB · SSD {disk}GB", "{cores} vCPU · {memory} GB · {disk} GB SSD");
pub const TIMES: Text = text("계획의 {n}배", "{n} times the plan");
pub const MBIT: Text = text("{n} Mbit/s", "{n} Mbit/s");
pub const COSTS: Text = text(
    "산정서는 여기에 별도 데이터베이스 서버(월 ${db_from}~{db_to})를 더해 클라우드 전체를 월 ${cloud_from}~{cloud_to}, 자체 장비를 연 ${own_from}~{own_to}로 봅니다. 단골은 파일 하나하나가 데이터베이스라서 별도 서버가 필요 없습니다.",
    "The study adds a separate database server (${db_from}–{db_to} a month), and reckons with ${cloud_from}–{cloud_to} a month in the cloud in all, or ${own_from}–{own_to} a year on premises. Here each file is the database: no other server is needed.",
);

pub const ACCOUNTS: Text = text("고객사별 사용량", "By account");
pub const COLUMN_ACCOUNT: Text = text("고객사", "Account");
pub const COLUMN_LEADS: Text = text("리드", "Leads");
pub const COLUMN_PART: Text = text("비중", "Share");
pub const NO_ACCOUNTS: Text = text("아직 고객사가 없습니다", "No accounts yet");
pub const NO_ACCOUNTS_HELP: Text =
    text("고객사를 만들면 누가 얼마나 쓰는지 여기에 나타납니다.", "Add an account, and what it takes is shown here.");
pub const ADD_ACCOUNT: Text = text("고객사 추가", "Add an account");

pub const ALARM_NEARLY: Text = text(
    "{thing} 수가 {rows}건으로 계획한 {planned}건의 {share}%에 이르렀습니다.",
    "{thing}: {rows} are there, {share}% of the {planned} planned.",
);
pub const ALARM_REFUSED: Text = text(
    "{thing} 수가 {rows}건으로 계획한 {planned}건에 이르렀습니다. 방문자의 신청은 계속 받지만 직접 더 만들 수는 없습니다.",
    "{thing}: {rows} are there of {planned} planned. Visitors' forms are still taken, but no more can be made by hand.",
);
pub const ALARM_FULL: Text = text(
    "{thing} 수가 {rows}건으로 계획한 {planned}건에 이르렀습니다. 새로 들어오는 것은 계속 받습니다.",
    "{thing}: {rows} are there of {planned} planned. What comes is still taken.",
);
pub const ALARM_REMEDY: Text = text(
    "용량 화면에서 언제 차는지 확인하고, 쓰지 않는 것을 지우거나 {key} 설정을 올려 주세요.",
    "See on the capacity page when it will be full; delete what is not needed, or raise the setting {key}.",
);

/// Bytes as people read them, in decimal units as disks are sold: `4.2 MB`.
pub fn bytes(bytes: i64) -> String {
    let scaled = |unit: i64, name: &str| {
        let tenths = (i128::from(bytes) * 10 + i128::from(unit / 2)) / i128::from(unit);
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    };
    match bytes {
        ..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => scaled(1_000, "KB"),
        1_000_000..1_000_000_000 => scaled(1_000_000, "MB"),
        _ => scaled(1_000_000_000, "GB"),
    }
}

/// One row's bytes: below ten thousand they are told to the byte.
pub fn record_bytes(of_row: i64) -> String {
    if of_row < 10_000 { format!("{of_row} B") } else { bytes(of_row) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_in_the_unit_that_fits() {
        assert_eq!(
            [0, 999, 1_000, 12_500, 999_949, 4_200_000, 2_185_000_000].map(bytes),
            ["0 B", "999 B", "1.0 KB", "12.5 KB", "999.9 KB", "4.2 MB", "2.2 GB"]
        );
        assert_eq!([500, 9_999, 50_000].map(record_bytes), ["500 B", "9999 B", "50.0 KB"]);
    }
}
