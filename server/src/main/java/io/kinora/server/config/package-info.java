/// Settings as text, and the typed values made of them.
///
/// A [Key] names one setting, its default and how its text is read; [Settings] gathers the texts of
/// all sources and hands out typed values. The records that the parts of the server take as their
/// configuration live beside their users and are built from [Settings]; this package knows none of
/// them.
@NullMarked
package io.kinora.server.config;

import org.jspecify.annotations.NullMarked;
