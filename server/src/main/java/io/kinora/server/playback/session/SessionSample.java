package io.kinora.server.playback.session;

import io.kinora.server.playback.PlayableTracks;

/// What the first fragments of a session are like.
///
/// @param tracks its tracks
/// @param video rates of the video, all 0 without one
/// @param audio rates of the audio, all 0 without one
/// @param independent whether each begins with a key frame
public record SessionSample(
    PlayableTracks tracks, SampledRates video, SampledRates audio, boolean independent) {}
