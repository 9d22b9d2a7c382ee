/// The picture decoder: a program of its own that turns frames of H.264 and H.265 into JPEG and
/// PNG, with FFmpeg's libraries. Frames come from cameras, which nobody should trust, and FFmpeg is
/// C: so the server starts this program as a child, with limits, and kills it when it misbehaves.
/// It opens no file and no socket once it runs.
///
/// Start at [io.kinora.images.Main]. [io.kinora.images.FragmentDecoder] makes pictures of frames,
/// [io.kinora.images.WantedPictures] picks those that are wanted, and
/// [io.kinora.images.PictureEncoder] makes images of them.
///
/// ## Protocol
/// Jobs arrive on standard input, answers leave on standard output, one job after the other; the
/// end of the input ends the program. All numbers are big-endian.
///
/// Session → Greeting, { Job, Answers }
/// - Greeting → `KIMG`, version u8 = 1; sent when the libraries are loaded
/// - Job → codec u8 (1 H.264, 2 H.265), format u8 (1 JPEG, 2 PNG), quality u8 (JPEG: 1 to 100),
///   width u16, height u16, imageMax u32, jobMax u32, Wanted, Configuration, frameCount u32,
///   { Frame }
///   - width, height: of the images; 0: the other one keeps the shape; both 0: as decoded
///   - imageMax: octets of the largest image that is of use
///   - jobMax: octets of all images together after which the rest is left for another job
/// - Wanted → count u16, { frame u32 }: frames of this job, counted from 0, in the order they are
///   shown
/// - Configuration → length u32, octets: parameter sets behind start codes (Annex B)
/// - Frame → flags u8 (1: decoding begins anew here), time i32, length u32, octets: NAL units
///   behind start codes, in decode order; the time is of any unit
/// - Answers → for each wanted frame, in the order of the job: Image, or Failed (u8 = 1), or Left
///   (u8 = 2); then Done (u8 = 3), when the whole job has been read
/// - Image → u8 = 0, length u32, octets
///
/// A wanted frame that is never shown (a second field, a leading picture whose references are in
/// another fragment) is answered with the picture that is on the screen at its time. One that the
/// decoder refuses is Failed.
@NullMarked
package io.kinora.images;

import org.jspecify.annotations.NullMarked;
