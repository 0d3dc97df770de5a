//! What `doctor` says.

use crate::base::lang::{Text, text};

pub const FAULTS: Text = text("이상 {count}건을 찾았습니다.", "Faults found: {count}.");
pub const FAULTS_REMEDY: Text = text("각 항목 아래의 조치를 해 주세요.", "The line below each one says what to do.");

pub const VERSION: Text = text(
    "dangol {version} (데이터 형식: control.db {control}, 고객사 {account})",
    "This is dangol {version} (schemas: control.db {control}, accounts {account}).",
);

pub const SETTINGS_FILE: Text = text("설정 파일: {file}", "The settings come from {file}.");
pub const SETTINGS_DEFAULTS: Text = text("설정 파일 없이 기본값으로 동작합니다.", "There is no settings file; the defaults apply.");
pub const EXPOSED: Text =
    text("관리 화면이 {address}에서 암호화 없이 열리게 되어 있습니다.", "The admin UI would listen on {address} without encryption.");
pub const EXPOSED_REMEDY: Text = text(
    "listen을 127.0.0.1로 두고 앞에 HTTPS 프록시를 두거나, 믿을 수 있는 내부망이라면 admin.insecure_http = true로 설정해 주세요.",
    "Let it listen on 127.0.0.1 behind an HTTPS proxy, or set admin.insecure_http = true on a network that you trust.",
);
pub const TRUSTED_NETWORK: Text = text(
    "관리 화면이 {address}에서 암호화 없이 열립니다. 프록시나 내부망이 보호하고 있는지 확인해 주세요.",
    "The admin UI listens on {address} without encryption: make sure that a proxy or a trusted network protects it.",
);
pub const SAME_ADDRESS: Text =
    text("관리 화면과 방문자 페이지의 주소가 {address}로 같습니다.", "The admin UI and the visitors' pages both want {address}.");
pub const SAME_ADDRESS_REMEDY: Text =
    text("listen과 public_listen을 서로 다르게 설정해 주세요.", "Set listen and public_listen to different addresses.");

pub const DIRECTORY: Text = text("데이터 폴더: {directory}", "The data directory is {directory}.");
pub const NO_DIRECTORY: Text = text(
    "데이터 폴더 {directory}이(가) 아직 없습니다. dangol serve나 dangol setup이 만듭니다.",
    "The data directory {directory} is not there yet; `dangol serve` or `dangol setup` makes it.",
);
pub const NOT_A_DIRECTORY: Text = text("{directory}은(는) 폴더가 아닙니다.", "{directory} is not a directory.");
pub const NOT_A_DIRECTORY_REMEDY: Text = text("--data-dir로 폴더를 지정해 주세요.", "Name a directory with --data-dir.");
pub const OPEN_TO_ALL: Text = text(
    "이 컴퓨터의 모든 사용자가 데이터 폴더 {directory}에 들어갈 수 있습니다(권한 {mode}).",
    "Every user of this machine can enter the data directory {directory} (mode {mode}).",
);
pub const OPEN_TO_ALL_REMEDY: Text = text("chmod o= {directory} 을(를) 실행해 주세요.", "Run: chmod o= {directory}");
pub const NOT_WRITABLE: Text =
    text("데이터 폴더 {directory}을(를) 읽고 쓸 수 없습니다.", "The data directory {directory} can't be read and written.");
pub const NOT_WRITABLE_REMEDY: Text = text(
    "폴더의 주인(uid {uid})으로 실행하거나 권한을 바꿔 주세요.",
    "Run the command as the user that owns it (uid {uid}), or change its permissions.",
);
pub const STRANGER: Text = text(
    "{file}의 주인(uid {theirs})이 데이터 폴더의 주인(uid {ours})과 다릅니다.",
    "{file} belongs to another user (uid {theirs}) than the data directory (uid {ours}).",
);
pub const STRANGER_REMEDY: Text =
    text("chown -R --reference={directory} {directory} 을(를) 실행해 주세요.", "Run: chown -R --reference={directory} {directory}");

pub const PERMISSIONS: Text =
    text("데이터 파일과 복구 키는 다른 사용자가 읽을 수 없습니다.", "No other user can read the data files and the recovery key.");
pub const KEY_OPEN: Text = text(
    "복구 키 {file}을(를) 다른 사용자가 읽을 수 있습니다(권한 {mode}).",
    "Other users can read the recovery key {file} (mode {mode}).",
);
pub const KEY_OPEN_REMEDY: Text = text("chmod 600 {file} 을(를) 실행해 주세요.", "Run: chmod 600 {file}");
pub const FILE_OPEN: Text =
    text("이 컴퓨터의 모든 사용자에게 {file}의 권한이 있습니다({mode}).", "Every user of this machine has rights to {file} (mode {mode}).");
pub const FILE_OPEN_REMEDY: Text = text("chmod -R o= {directory} 을(를) 실행해 주세요.", "Run: chmod -R o= {directory}");
pub const SETTINGS_WRITABLE: Text = text(
    "설정 파일 {file}을(를) 주인이 아닌 사용자도 고칠 수 있습니다(권한 {mode}).",
    "Others than its owner can change the settings file {file} (mode {mode}).",
);
pub const SETTINGS_WRITABLE_REMEDY: Text = text("chmod go-w {file} 을(를) 실행해 주세요.", "Run: chmod go-w {file}");

pub const DISK: Text = text("남은 디스크 공간: {free}GB", "{free} GB of disk space are free.");
pub const DISK_FULL: Text = text("디스크 공간이 {free}GB밖에 남지 않았습니다.", "Only {free} GB of disk space are free.");
pub const DISK_FULL_REMEDY: Text = text(
    "필요 없는 파일을 지우거나 디스크를 늘려 주세요. 가득 차면 새 리드를 받지 못합니다.",
    "Delete what is not needed or enlarge the disk: when it is full, no lead can be taken.",
);
pub const DISK_FILES: Text = text("디스크에 파일을 {free}개밖에 더 만들 수 없습니다.", "Only {free} more files can be made on the disk.");
pub const DISK_FILES_REMEDY: Text =
    text("작은 파일이 많이 쌓인 곳을 찾아 정리해 주세요.", "Find and delete what has left many small files.");
pub const DISK_UNKNOWN: Text = text("남은 디스크 공간을 알 수 없습니다: {cause}.", "The free disk space can't be told: {cause}.");
pub const DISK_UNKNOWN_REMEDY: Text =
    text("파일 시스템이 제대로 연결되어 있는지 확인해 주세요.", "See whether the file system is mounted properly.");
pub const SYNC: Text = text(
    "디스크에 한 번 확실히 쓰는 데 {ms}ms 걸립니다(1초에 약 {rate}번). 함께 들어온 제출은 한 번에 기록합니다.",
    "A write takes {ms} ms to reach the disk, about {rate} a second; submissions that come together share one.",
);
pub const SYNC_SLOW: Text =
    text("디스크에 한 번 확실히 쓰는 데 {ms}ms나 걸립니다.", "A write takes {ms} ms to reach the disk, which makes every submission slow.");
pub const SYNC_SLOW_REMEDY: Text = text(
    "데이터 폴더를 SSD로 옮기거나, 디스크를 많이 쓰는 다른 프로그램을 멈춰 주세요.",
    "Move the data directory to an SSD, or stop whatever else keeps the disk busy.",
);
pub const SYNC_FAILED: Text = text("데이터 폴더에 쓰지 못했습니다: {cause}.", "Nothing can be written to the data directory: {cause}.");
pub const SYNC_FAILED_REMEDY: Text = text("폴더의 권한과 남은 공간을 확인해 주세요.", "Check its permissions and the free space.");
pub const CLOCK: Text = text("현재 시각: {now}", "The clock says {now}.");
pub const CLOCK_BEHIND: Text = text("시계가 {now}을(를) 가리킵니다. 너무 이릅니다.", "The clock says {now}, which is too early.");
pub const FILE_AHEAD: Text =
    text("{file}이(가) 지금({now})보다 나중인 {at}에 고쳐진 것으로 되어 있습니다.", "{file} was changed at {at}, later than now ({now}).");
pub const CLOCK_REMEDY: Text = text(
    "시계를 맞추고 timedatectl set-ntp true로 자동으로 맞춰지게 해 주세요.",
    "Set the clock, and keep it right with: timedatectl set-ntp true",
);
pub const ZONES: Text = text(
    "시간대 {count}개를 알고 있습니다. 대행사 시간대({zone})로는 지금 {now}입니다.",
    "{count} time zones are known; by the agency's ({zone}) it is {now}.",
);
pub const CLOCK_KEPT: Text = text("시계가 네트워크로 맞춰지고 있습니다.", "The clock is kept right over the network.");
pub const CLOCK_LEFT: Text = text(
    "시계가 네트워크로 맞춰지고 있지 않습니다. timedatectl set-ntp true로 켜 주세요.",
    "The clock is not kept right over the network; switch that on with: timedatectl set-ntp true",
);
pub const CLOCK_UNKNOWN: Text = text(
    "시계가 네트워크로 맞춰지는지 여기서는 알 수 없습니다. timedatectl로 확인해 주세요.",
    "Whether the clock is kept right over the network can't be told here; timedatectl says it.",
);
pub const ZONES_BROKEN: Text = text("시간대 표가 온전하지 않습니다.", "The table of time zones is not whole.");
pub const ZONES_REMEDY: Text = text("dangol을 다시 설치해 주세요.", "Install dangol again.");

pub const NOTHING_YET: Text = text("데이터 폴더가 비어 있습니다.", "The data directory is empty.");
pub const CONTROL: Text = text("control.db는 온전합니다({mb}MB).", "control.db is whole ({mb} MB).");
pub const NO_CONTROL: Text =
    text("고객사 파일 {count}개가 있지만 control.db가 없습니다.", "There are {count} account files but no control.db.");
pub const ACCOUNTS: Text =
    text("고객사 파일 {all}개 가운데 {whole}개가 온전합니다({mb}MB).", "{whole} of {all} account files are whole ({mb} MB).");
pub const LARGE_WAL: Text =
    text("{file}의 기록 파일(-wal)이 {mb}MB까지 커졌습니다.", "The write-ahead log of {file} has grown to {mb} MB.");
pub const LARGE_WAL_REMEDY: Text = text(
    "파일을 오래 열어 둔 다른 프로그램을 닫거나 서버를 다시 시작해 주세요.",
    "Close whatever else keeps the file open, or restart the server.",
);
pub const BEHIND: Text = text(
    "{file}은(는) 다음에 열 때 새 버전에 맞게 바뀝니다({steps}단계).",
    "{file} will be brought up to date when it is next opened ({steps} steps).",
);
pub const DAMAGED: Text = text("{file}이(가) 손상되었습니다: {complaint}.", "{file} is damaged: {complaint}.");
pub const MISSING: Text = text("{file}이(가) 없습니다.", "{file} is missing.");
pub const FOREIGN: Text = text("{file}은(는) 다른 프로그램의 파일입니다({mark}).", "{file} belongs to another program ({mark}).");
pub const NOT_READ_TO_ITS_END: Text = text(
    "{file}은(는) {minutes}분 안에 끝까지 읽지 못해 일부만 확인했습니다. 디스크가 한가할 때 다시 실행해 주세요.",
    "{file} was not read to its end within {minutes} minutes; run this again when the disk is less busy.",
);
pub const NEWER: Text = text(
    "{file}은(는) 더 새로운 dangol이 쓴 파일입니다(버전 {found}, 이 dangol은 {known}까지).",
    "{file} was written by a newer dangol (schema {found}, this one knows {known}).",
);
pub const NEWER_REMEDY: Text = text("그 버전의 dangol을 다시 설치해 주세요.", "Install that version of dangol again.");
pub const RESTORE: Text =
    text("백업에서 그 파일을 되돌린 뒤 서버를 다시 시작해 주세요.", "Restore the file from a backup, then restart the server.");
pub const AGAIN: Text = text("메모리를 비운 뒤 다시 실행해 주세요.", "Free some memory and run the command again.");
pub const PENDING: Text = text("{slug} 고객사를 만들다가 중단되었습니다.", "The account {slug} was interrupted while it was made.");
pub const PENDING_REMEDY: Text = text(
    "같은 이름으로 다시 만들어 주세요: dangol account create --slug {slug} --name …",
    "Make it again under the same name: dangol account create --slug {slug} --name …",
);
pub const UNKNOWN_FILE: Text =
    text("accounts/{slug}.db의 고객사가 목록에 없습니다.", "accounts/{slug}.db belongs to no account that is listed.");
pub const UNKNOWN_FILE_REMEDY: Text = text(
    "필요 없는 파일이면 데이터 폴더 밖으로 옮겨 주세요.",
    "Move it out of the data directory, unless you are about to restore its account.",
);

pub const SERVER: Text =
    text("서버가 실행 중입니다(프로세스 {pid}, 버전 {version}).", "A server is running (process {pid}, version {version}).");
pub const NO_SERVER: Text = text("이 데이터 폴더로 실행 중인 서버가 없습니다.", "No server is running on this directory.");
pub const SILENT: Text = text("실행 중인 서버가 답하지 않습니다: {cause}.", "The running server does not answer: {cause}.");
pub const SILENT_REMEDY: Text = text("서버의 로그를 확인하고 다시 시작해 주세요.", "Look at the server's log and restart it.");
pub const SET_ASIDE: Text =
    text("서버가 {slug} 고객사를 쓰지 못하고 있습니다: {fault}.", "The server has set the account {slug} aside: {fault}.");
pub const SET_ASIDE_REMEDY: Text = text("파일을 고쳤다면 서버를 다시 시작해 주세요.", "Once the file is in order, restart the server.");
pub const OTHER_SERVER: Text = text("실행 중인 서버가 다른 버전입니다.", "The running server is of another version.");
pub const OTHER_SERVER_REMEDY: Text =
    text("서버를 다시 시작해 같은 버전으로 맞춰 주세요.", "Restart it, so that both are of the same version.");
pub const ACCESS_LOG: Text = text("접속기록 {rows}건: 고치거나 지운 흔적이 없습니다.", "Access log: {rows} rows, none changed or deleted.");
pub const ACCESS_LOG_REMEDY: Text = text(
    "백업의 control.db와 비교하고, 서버에 누가 접속했는지 확인해 주세요.",
    "Compare control.db with a backup, and find out who has had access to this machine.",
);

pub const BACKUP: Text = text("마지막 백업: {at}.", "The last backup was made on {at}.");
pub const BACKUP_NONE: Text = text("아직 백업이 없습니다.", "There are no backups yet.");
pub const BACKUP_LATE: Text =
    text("지난 백업이 되지 않았습니다. 마지막 백업: {at}.", "The last run made no backup; the one before is of {at}.");
pub const BACKUP_OLD: Text = text(
    "지난 {nights}일 동안 백업하지 못했습니다. 마지막 백업: {at}.",
    "There has been no backup for {nights} nights; the last one was made on {at}.",
);
pub const BACKUP_NEVER: Text = text("백업을 시도했지만 한 번도 되지 않았습니다.", "Backups were tried, and none was ever made.");
pub const BACKUP_REMEDY: Text =
    text("dangol backup run을 실행하면 무엇이 막는지 알 수 있습니다.", "Run `dangol backup run`, which says what is in its way.");
pub const KEY_REMEDY: Text =
    text("인쇄해 둔 복구 안내서의 키를 그 파일에 넣어 주세요.", "Put the key from the printed recovery sheet into that file.");

pub const NO_NAMES: Text = text(
    "호스트 이름이 설정되어 있지 않아 DNS를 확인하지 않았습니다(admin.base_url, public.base_url).",
    "No host names are set (admin.base_url, public.base_url), so there is nothing to look up.",
);
pub const ADDRESS: Text = text("{host} → {addresses}", "{host} leads to {addresses}.");
pub const NO_ADDRESS: Text = text("{host}의 주소를 찾을 수 없습니다.", "No address was found for {host}.");
pub const NO_ADDRESS_REMEDY: Text = text(
    "도메인의 DNS에 이 서버의 주소를 A 또는 AAAA 레코드로 등록하고, 이 서버의 네임서버 설정(/etc/resolv.conf)도 확인해 주세요.",
    "Add an A or AAAA record with this server's address to the domain's DNS, and see that this box can ask name servers (/etc/resolv.conf).",
);
pub const REACHED: Text = text(
    "{host}의 {port}번 포트에 이 서버에서 연결됩니다. 인터넷에서도 되는지는 다른 네트워크에서 열어 보아야 알 수 있습니다.",
    "Port {port} of {host} takes connections from this box; whether it does from the internet shows only from another network.",
);
pub const NOT_REACHED: Text = text(
    "{host}의 {port}번 포트에 이 서버에서는 연결되지 않습니다. 공유기에 따라 밖에서는 될 수 있으니, 휴대전화의 모바일 데이터로 열어 보고 안 되면 방화벽과 포트 전달을 확인해 주세요.",
    "Port {port} of {host} takes no connection from this box. Some routers allow it from outside only: open it on a phone with mobile data, and if that fails see the firewall and the port forwarding.",
);
pub const DOOR: Text = text("{address}에서 응답합니다.", "{address} answers.");
pub const DOOR_CLOSED: Text = text("{address}에 연결할 수 없습니다: {cause}.", "Nothing can be reached on {address}: {cause}.");
pub const DOOR_SILENT: Text = text("{address}에서 제때 응답하지 않습니다.", "{address} does not answer in time.");
pub const DOOR_STRANGE: Text =
    text("{address}에서 dangol이 아닌 다른 것이 응답합니다.", "On {address} something else answers than a healthy dangol.");
pub const DOOR_REMEDY: Text = text(
    "서버의 로그를 확인하고, 이 컴퓨터의 방화벽이 자기 자신으로의 연결을 막지 않는지 본 뒤 다시 시작해 주세요.",
    "Look at the server's log, see that no firewall rule of this machine blocks connections to itself, and restart it.",
);

pub const NO_MAIL: Text = text(
    "메일 서버가 설정되어 있지 않습니다. 관리 화면의 메일에서 설정할 수 있습니다.",
    "No mail server is set up; the page Mail of the admin UI does that.",
);
pub const MAIL: Text = text("{whose}의 메일 서버 {server}에 로그인됩니다.", "The mail server of {whose}, {server}, lets us in.");
pub const MAIL_FAULT: Text = text("{whose}의 메일 서버 {server}를 쓸 수 없습니다.", "The mail server of {whose}, {server}, can't be used.");
pub const MAIL_LATE: Text =
    text("제때 응답하지 않았습니다. 방화벽이나 포트를 확인해 주세요.", "It did not answer in time. Check the firewall and the port.");
pub const THE_AGENCY: Text = text("대행사", "the agency");
pub const OTHER_VERSION: Text = text(
    "실행 중인 서버는 버전 {theirs}이고 이 명령은 {ours}입니다. 서버를 다시 시작하면 새 버전이 됩니다.",
    "The running server is version {theirs}, this command is {ours}; restart the server to run the new one.",
);

pub const CERTIFICATE: Text = text("{host}의 인증서는 {until}까지 유효합니다.", "The certificate of {host} is good until {until}.");
pub const CERTIFICATE_WAITING: Text = text("{host}의 첫 인증서를 받는 중입니다.", "The first certificate of {host} has been asked for.");
pub const CERTIFICATE_ENDING: Text = text(
    "{host}의 인증서가 {until}에 끝나는데 아직 갱신되지 않았습니다.",
    "The certificate of {host} ends on {until} and has not been renewed.",
);
pub const CERTIFICATE_EXPIRED: Text = text("{host}의 인증서가 {until}에 끝났습니다.", "The certificate of {host} has ended on {until}.");
pub const CERTIFICATE_MISSING: Text = text("{host}의 인증서가 없어 열 수 없습니다.", "{host} has no certificate and can't be opened.");
pub const CERTIFICATE_REMEDY: Text = text(
    "새 인증서 파일을 tls.cert_file과 tls.key_file의 자리에 넣어 주세요.",
    "Put a new certificate in the place of tls.cert_file and tls.key_file.",
);
