//! What statistics of partnerships count, in words.

use super::selection::STATUSES;
use crate::statistics::envelope::Subject;
use crate::text::Text;

/// Target against realization and budgets, after seed 001: "monitoring yang ketat dan evaluasi
/// berkelanjutan … Hasil yang sudah dicapai juga dicatat dan dianalisis".
pub(super) static PARTNERSHIPS: Subject = Subject {
    code: "partnerships",
    concept: Text::new(
        "Target, realisasi, dan serapan anggaran kemitraan",
        "Targets, realizations and budgets absorbed of partnerships",
    ),
    definition: Text::new(
        "Hasil yang dicapai kemitraan yang pernah ditandatangani, dalam wilayah kerja Anda atau dengan instansi Anda \
         sebagai pihak: untuk monitoring yang ketat dan evaluasi berkelanjutan. Target triwulan: satu target pada satu triwulan \
         yang direncanakan atau dilaporkan angkanya. Yang dihitung ialah yang dilaporkan, dan yang triwulannya sudah berakhir \
         tanpa laporan (`unreported`; dalam cakupan: `not_reported`): targetnya ikut, realisasinya tidak. Realisasi: angka revisi yang berlaku; \
         koreksi triwulan yang ditutup berlaku setelah diverifikasi pihak lain. `computed`: hitungan register sekarang; seseorang atau \
         sebuah usaha dihitung di tiap target dan triwulan tempatnya tercatat. `difference`: laporan dikurangi hitungan, hanya pada target \
         triwulan yang memiliki keduanya (`compared`). Satuan berbeda tidak pernah dijumlahkan, persentase pun tidak; indikator `lainnya` dipisah \
         menurut namanya. Target masuk wilayahnya sendiri, kalau kosong wilayah kegiatannya, kemitraannya, atau koordinatornya; \
         beberapa wilayah masuk wilayah terkecil yang memuat semuanya. Triwulan menurut zona waktu koordinator. Anggaran milik \
         kegiatan (kecuali yang dibatalkan) dan tidak memiliki triwulan: ada dalam `totals`, per kemitraan, instansi, dan wilayah, \
         pada tahun rencana mulainya. `spent_idr`: belanja dari anggaran yang tercatat.",
        "What partnerships that were signed once achieved, in your jurisdiction or with your agency as a party: for strict monitoring and \
         continued evaluation. A quarterly target is one target in one quarter for which a figure was planned or reported. Counted are \
         those reported, and those whose quarter ended without a report (`unreported`; in the coverage: `not_reported`): \
         their target counts, their realization does not. Realization: the figure of the revision that counts; a correction of a closed quarter counts once another party \
         verified it. `computed`: what the register counts now; a person or business counts in each target and quarter in which it is found. \
         `difference`: reported less computed, only of quarterly targets that have both (`compared`). Different units are never added, \
         nor are percentages; the indicator `lainnya` is kept apart by its name. A target lies in its own region, else in that of its activity, its \
         partnership or its coordinator; several regions lie in the smallest that holds them all. Quarters are those of the \
         coordinator's time zone. Budgets belong to activities (unless canceled) and have no quarter: they stand in `totals`, by \
         partnership, agency and region, in the year in which the activity was planned to begin. `spent_idr`: what was spent of recorded budgets.",
    ),
    unit: Text::new("target triwulan", "quarterly targets"),
    statuses: STATUSES,
};

/// Meetings and attendance, after seed 001: "rutin mengadakan pertemuan untuk memantau
/// perkembangan dan hambatan".
pub(super) static MEETINGS: Subject = Subject {
    code: "meetings",
    concept: Text::new(
        "Pertemuan kemitraan dan kehadiran pihak",
        "Meetings of partnerships and the attendance of parties",
    ),
    definition: Text::new(
        "Pertemuan rutin untuk memantau perkembangan dan hambatan, dari kemitraan yang pernah ditandatangani, dalam wilayah kerja \
         Anda atau dengan instansi Anda sebagai pihak. `planned`: semua pertemuan yang dijadwalkan, apa pun jadinya. `held`: \
         terlaksana, dengan atau tanpa notulen yang disahkan. `canceled`: batal. `upcoming`: waktunya belum tiba. `unreported`: \
         waktunya sudah tiba dan belum dinyatakan terlaksana atau batal. `held_percent`: yang terlaksana di antara yang waktunya sudah tiba \
         atau batal. Kehadiran: pihak yang hadir (`present`) di antara pihak yang dicatat pada pertemuan yang terlaksana (`marks`); pihak yang \
         tidak dicatat tidak dianggap tidak hadir. `totals.attendance`: kehadiran tiap pihak. Pertemuan masuk wilayah \
         kemitraannya (kalau kosong: koordinatornya; beberapa wilayah: yang terkecil yang memuat semuanya), dan triwulan hari mulainya menurut zona \
         waktu koordinator. Tindak lanjut: yang lahir dari pertemuan dan bukan dari hambatan; `median_days`: nilai tengah hari dari diberikan sampai selesai.",
        "Regular meetings to monitor progress and obstacles, of partnerships that were signed once, in your jurisdiction or with your \
         agency as a party. `planned`: all meetings called, whatever became of them. `held`: took place, with approved minutes or without. \
         `canceled`: did not take place. `upcoming`: their time has not come. `unreported`: their time has come, and nobody said \
         whether they were held. `held_percent`: those held among those whose time has come or that were canceled. Attendance: parties that \
         came (`present`) among parties marked at meetings held (`marks`); a party without a mark is not taken for absent. \
         `totals.attendance`: that of each party. A meeting lies in its partnership's region (else its coordinator's; of several \
         regions: the smallest that holds them all), and in the quarter of the day it begins in the coordinator's time zone. Follow-ups: those that follow \
         from a meeting and no obstacle; `median_days`: the median of the days from when they were given until done.",
    ),
    unit: Text::new("pertemuan", "meetings"),
    statuses: STATUSES,
};

/// Obstacles and follow-ups, after seed 001: "rutin mengadakan pertemuan untuk memantau
/// perkembangan dan hambatan".
pub(super) static OBSTACLES: Subject = Subject {
    code: "obstacles",
    concept: Text::new(
        "Hambatan kemitraan dan tindak lanjutnya",
        "Obstacles of partnerships and what followed from them",
    ),
    definition: Text::new(
        "Hambatan yang dicatat dalam pemantauan kemitraan yang pernah ditandatangani, dalam wilayah kerja Anda atau dengan \
         instansi Anda sebagai pihak. `open`: terbuka, ditindaklanjuti, atau dieskalasi. `overdue`: di antaranya yang memiliki tindak \
         lanjut lewat tenggat. `escalated`: dieskalasi dan belum ditindaklanjuti. `resolved`: selesai. `accepted_risk`: diterima sebagai \
         risiko. Umur (`age`): hari sejak diangkat sampai hari ini, atau sampai ditutup. `median_days_to_close`: nilai \
         tengah hari dari diangkat sampai ditutup. Tindak lanjut: milik hambatan pada baris itu; `completion_percent`: yang selesai di antara \
         yang tidak dibatalkan; `median_days`: nilai tengah hari dari diberikan sampai selesai. Hambatan masuk \
         wilayahnya sendiri, kalau kosong wilayah kegiatannya, kemitraannya, atau koordinatornya; beberapa wilayah: yang terkecil \
         yang memuat semuanya. Hari ini menurut zona waktu koordinator.",
        "Obstacles recorded in the monitoring of partnerships that were signed once, in your jurisdiction or with your agency as a party. \
         `open`: open, in progress or escalated. `overdue`: those of them with a follow-up past its day. `escalated`: \
         escalated and not taken up yet. `resolved`: resolved. `accepted_risk`: accepted as a risk. `age`: the days from raising until today, or \
         until closing. `median_days_to_close`: the median of the days from raising to closing. Follow-ups: those of the obstacles in the \
         row; `completion_percent`: those done among those not canceled; `median_days`: the median of the days from when they were given \
         until done. An obstacle lies in its own region, else in that of its activity, its partnership \
         or its coordinator; several regions: the smallest that holds them all. Today is that of the coordinator's time zone.",
    ),
    unit: Text::new("hambatan", "obstacles"),
    statuses: STATUSES,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn the_definitions_fit_the_document() {
        for subject in [&PARTNERSHIPS, &MEETINGS, &OBSTACLES] {
            for lang in [Lang::Id, Lang::En] {
                let long = subject.definition.get(lang).chars().count();
                assert!(long <= 2000, "{}: {long}", subject.code);
            }
        }
    }
}
