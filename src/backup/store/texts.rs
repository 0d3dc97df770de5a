//! What is said about a store: what is wrong with its settings, and why it could not be used.

use crate::base::lang::{Text, text};

pub const ENDPOINT: Text =
    text("https://s3.example.com처럼 저장소의 주소를 넣어 주세요.", "Give the address of the store, such as https://s3.example.com.");
pub const KEY_IN_ENDPOINT: Text =
    text("주소에는 키를 넣지 마세요. 아래 키 칸에 넣어 주세요.", "Leave keys out of the address: they have fields of their own.");
pub const ENDPOINT_PATH: Text = text(
    "주소에는 서버까지만 넣고, 버킷과 경로는 아래 칸에 넣어 주세요.",
    "Give only the server here; bucket and prefix have fields of their own.",
);
pub const PLAIN: Text = text(
    "암호화하지 않는 http:// 주소는 내부 네트워크의 저장소에만 쓸 수 있습니다. https:// 주소를 넣어 주세요.",
    "Unencrypted http:// is only for a store in the own network. Give an address with https://.",
);
pub const NEAR: Text = text(
    "내부 네트워크 주소입니다. 사무실 안의 저장소라면 내부 네트워크 허용을 켜 주세요.",
    "This is an address of the internal network. If the store stands there, allow the internal network.",
);
pub const LITERAL_STYLE: Text = text(
    "숫자로 된 주소 앞에는 버킷 이름을 붙일 수 없습니다. 주소 뒤에 붙이는 방식을 골라 주세요.",
    "A bucket can't stand before a numeric address. Choose the style that puts it after.",
);
pub const BUCKET: Text = text(
    "버킷 이름은 소문자, 숫자, 하이픈, 점으로 3자에서 63자까지입니다.",
    "A bucket's name has 3 to 63 lower-case letters, digits, hyphens and dots.",
);
pub const BUCKET_STYLE: Text = text(
    "점이나 밑줄이 있는 버킷 이름은 주소 앞에 붙일 수 없습니다. 주소 뒤에 붙이는 방식을 골라 주세요.",
    "A bucket with a dot or an underscore can't stand before the address. Choose the style that puts it after.",
);
pub const PREFIX: Text = text(
    "경로는 영문, 숫자, 하이픈, 밑줄, 점과 빗금으로 200자까지입니다.",
    "A prefix has at most 200 letters, digits, hyphens, underscores and dots, with slashes between its parts.",
);
pub const REGION: Text = text(
    "ap-northeast-2처럼 리전 이름을 넣어 주세요. 리전이 없는 저장소라면 비워 두세요.",
    "Give the region's name, such as ap-northeast-2. Leave it empty for a store without regions.",
);
pub const ACCESS_KEY_ID: Text =
    text("저장소에서 만든 액세스 키 ID를 빈칸 없이 넣어 주세요.", "Give the access key id that the store made, without spaces.");
pub const SECRET_ACCESS_KEY: Text =
    text("액세스 키의 비밀 액세스 키를 빈칸 없이 넣어 주세요.", "Give the secret that belongs to the access key, without spaces.");
pub const UPLOAD_LIMIT: Text = text("업로드 속도는 초당 64KB 이상이어야 합니다.", "The upload limit must be at least 64 KB a second.");

pub const OPEN: Text = text(
    "{host}는 내부 네트워크가 아니라서 암호화하지 않고는 보내지 않았습니다. https:// 주소로 바꿔 주세요.",
    "{host} is not in the internal network, so nothing was sent unencrypted. Change its address to https://.",
);
pub const UNKNOWN_KEY: Text = text(
    "저장소가 액세스 키 ID를 모릅니다. 키 ID를 다시 확인해 주세요.",
    "The store does not know this access key id. Check it, or make a new key.",
);
pub const WRONG_SECRET: Text = text(
    "비밀 액세스 키가 액세스 키와 맞지 않습니다. 비밀 액세스 키를 다시 넣어 주세요.",
    "The secret does not belong to the access key. Enter it again.",
);
pub const KEY_OVER: Text =
    text("액세스 키가 만료됐습니다. 새 키를 만들어 넣어 주세요.", "The access key has expired. Make a new one and enter it.");
pub const MAY_NOT: Text = text(
    "이 키로는 {bucket} 버킷에서 {doing} 권한이 없습니다. 저장소에서 키의 권한을 확인해 주세요.",
    "This key may not {doing} in the bucket {bucket}. Check what the store allows it.",
);
pub const LIST: Text = text("목록 보기", "list objects");
pub const READ: Text = text("읽기", "read objects");
pub const WRITE: Text = text("쓰기", "write objects");
pub const DELETE: Text = text("지우기", "delete objects");
pub const WRONG_REGION: Text = text(
    "버킷이 {given}가 아니라 {right} 리전에 있습니다. 리전을 {right}로 바꾸고, 주소에 리전이 있으면 함께 바꿔 주세요.",
    "The bucket is in the region {right}, not {given}. Set the region to {right}, also in the address if it stands there.",
);
pub const OTHER_REGION: Text = text(
    "버킷이 {given} 리전에 없습니다. 저장소에서 버킷의 리전을 확인해 주세요.",
    "The bucket is not in the region {given}. Look its region up at the store.",
);
pub const OTHER_ADDRESS: Text =
    text("버킷의 주소는 {right}입니다. 저장소 주소를 바꿔 주세요.", "The bucket is found at {right}. Change the address of the store.");
pub const NO_SUCH_BUCKET: Text = text(
    "{bucket} 버킷이 없습니다. 이름을 확인하거나 저장소에서 먼저 만들어 주세요.",
    "There is no bucket {bucket}. Check its name, or create it at the store first.",
);
pub const NO_SPACE: Text = text(
    "저장소에 남은 공간이 없습니다. 용량을 늘리거나 오래된 것을 지워 주세요.",
    "The store has no space left. Enlarge it, or delete what is no longer needed there.",
);
pub const CLOCK: Text = text(
    "이 서버의 시계가 저장소의 시계와 15분 넘게 다릅니다. 서버의 시간 동기화를 확인해 주세요.",
    "This server's clock differs from the store's too much. Check that its time is synchronised.",
);
pub const BUSY: Text = text(
    "{host}가 여러 번 바쁘다고 답했습니다({status}). 다음에 이어서 보냅니다. 계속되면 저장소의 상태를 확인해 주세요.",
    "{host} kept answering that it is busy ({status}). The next run goes on from here; if it persists, check the store's status page.",
);
pub const DAMAGED: Text = text(
    "{key}가 보낸 내용과 다르게 돌아왔습니다. 연결과 저장소의 상태를 확인해 주세요.",
    "{key} did not arrive as it was sent. Check the line and the store.",
);
pub const GONE: Text = text(
    "저장소에 {key}가 없습니다. 누가 지웠거나 버킷의 수명 주기 규칙이 지웠을 수 있습니다.",
    "{key} is not in the store. Somebody deleted it, or a lifecycle rule of the bucket did.",
);
pub const ARCHIVED: Text = text(
    "{key}가 바로 읽을 수 없는 보관 등급에 있습니다. 저장소에서 표준 등급으로 되돌린 뒤 다시 해 주세요.",
    "{key} lies in a storage class that can't be read at once. Bring it back to the standard class, then try again.",
);
pub const NOT_S3: Text = text(
    "{host}가 S3 저장소처럼 답하지 않습니다({status}). 주소와 포트를 확인해 주세요.",
    "{host} does not answer like an S3 store ({status}). Check the address and its port.",
);
pub const REFUSED: Text = text("저장소가 받지 않았습니다({status} {code}). {said}", "The store did not take it ({status} {code}). {said}");
pub const NO_RUNTIME: Text = text(
    "저장소와 이야기할 준비를 하지 못했습니다({cause}). 서버의 메모리와 프로세스 수를 확인해 주세요.",
    "Nothing could be prepared to speak with the store ({cause}). Check the server's memory and process limits.",
);
pub const STOPPED: Text =
    text("요청에 따라 멈췄습니다. 다음 복사는 여기서 이어집니다.", "It was stopped on request. The next copy goes on from here.");
