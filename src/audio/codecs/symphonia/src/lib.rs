//! Packets of five codecs to planar 32-bit floats, for JavaScript: create, decode, read the output, repeat.
//! One WebAssembly instance holds one decoder, so that a trap (a panic here) harms nobody else.

use std::cell::RefCell;
use symphonia_bundle_flac::FlacDecoder;
use symphonia_bundle_mp3::MpaDecoder;
use symphonia_codec_aac::AacDecoder;
use symphonia_codec_alac::AlacDecoder;
use symphonia_codec_vorbis::VorbisDecoder;
use symphonia_core::audio::{AudioBufferRef, Signal};
use symphonia_core::codecs::{
    CodecParameters, Decoder, DecoderOptions, CODEC_TYPE_AAC, CODEC_TYPE_ALAC, CODEC_TYPE_FLAC, CODEC_TYPE_MP1,
    CODEC_TYPE_MP2, CODEC_TYPE_MP3, CODEC_TYPE_VORBIS,
};
use symphonia_core::errors::{unsupported_error, Result};
use symphonia_core::formats::Packet;

#[derive(Default)]
struct State {
    decoder: Option<Box<dyn Decoder>>,
    input: Vec<u8>,
    /// Channel after channel: `[channel, sample]`.
    output: Vec<f32>,
    channel_count: u32,
    sample_rate: u32,
    error: String,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// Makes room for `length` bytes of input and says where to write them.
#[no_mangle]
pub extern "C" fn input(length: usize) -> *mut u8 {
    STATE.with_borrow_mut(|state| {
        state.input.clear();
        state.input.resize(length, 0);
        state.input.as_mut_ptr()
    })
}

/// Starts a decoder, by its place in the list that codecs/symphonia.ts has too. Its configuration record is the input.
/// Returns 0, or -1 with an error text.
#[no_mangle]
pub extern "C" fn create(codec: u32) -> i32 {
    STATE.with_borrow_mut(|state| {
        let mut parameters = CodecParameters::new();
        parameters.with_extra_data(state.input.clone().into_boxed_slice());
        match open(codec, &mut parameters) {
            Ok(decoder) => {
                state.decoder = Some(decoder);
                0
            }
            Err(error) => fail(state, error.to_string()),
        }
    })
}

/// Decodes the input as one packet. Returns the samples per channel, or -1 with an error text.
#[no_mangle]
pub extern "C" fn decode() -> i32 {
    STATE.with_borrow_mut(|state| {
        let Some(mut decoder) = state.decoder.take() else {
            return fail(state, "no decoder".into());
        };
        let packet = Packet::new_from_slice(0, 0, 0, &state.input);
        let result = match decoder.decode(&packet) {
            Ok(buffer) => keep(state, buffer),
            Err(error) => fail(state, error.to_string()),
        };
        state.decoder = Some(decoder);
        result
    })
}

#[no_mangle]
pub extern "C" fn output() -> *const f32 {
    STATE.with_borrow(|state| state.output.as_ptr())
}

#[no_mangle]
pub extern "C" fn channel_count() -> u32 {
    STATE.with_borrow(|state| state.channel_count)
}

#[no_mangle]
pub extern "C" fn sample_rate() -> u32 {
    STATE.with_borrow(|state| state.sample_rate)
}

#[no_mangle]
pub extern "C" fn error_text() -> *const u8 {
    STATE.with_borrow(|state| state.error.as_ptr())
}

#[no_mangle]
pub extern "C" fn error_length() -> usize {
    STATE.with_borrow(|state| state.error.len())
}

fn open(codec: u32, parameters: &mut CodecParameters) -> Result<Box<dyn Decoder>> {
    let codec_type = match codec {
        0 => CODEC_TYPE_AAC,
        1 => CODEC_TYPE_ALAC,
        2 => CODEC_TYPE_FLAC,
        3 => CODEC_TYPE_MP1,
        4 => CODEC_TYPE_MP2,
        5 => CODEC_TYPE_MP3,
        6 => CODEC_TYPE_VORBIS,
        _ => return unsupported_error("no such codec"),
    };
    parameters.for_codec(codec_type);
    let options = DecoderOptions::default();
    Ok(match codec {
        0 => Box::new(AacDecoder::try_new(parameters, &options)?),
        1 => Box::new(AlacDecoder::try_new(parameters, &options)?),
        2 => Box::new(FlacDecoder::try_new(parameters, &options)?),
        3..=5 => Box::new(MpaDecoder::try_new(parameters, &options)?),
        _ => Box::new(VorbisDecoder::try_new(parameters, &options)?),
    })
}

fn keep(state: &mut State, buffer: AudioBufferRef<'_>) -> i32 {
    state.output.clear();
    state.channel_count = buffer.spec().channels.count() as u32;
    state.sample_rate = buffer.spec().rate;
    match buffer {
        AudioBufferRef::F32(samples) => {
            for channel in 0..state.channel_count as usize {
                state.output.extend_from_slice(samples.chan(channel));
            }
            samples.frames() as i32
        }
        // Integers arrive shifted up to 32 bits: full scale is 2^31 whatever the depth.
        AudioBufferRef::S32(samples) => {
            for channel in 0..state.channel_count as usize {
                state.output.extend(samples.chan(channel).iter().map(|&v| (v as f64 / 2147483648.0) as f32));
            }
            samples.frames() as i32
        }
        _ => fail(state, "unexpected sample type".into()),
    }
}

fn fail(state: &mut State, text: String) -> i32 {
    state.error = text;
    -1
}
