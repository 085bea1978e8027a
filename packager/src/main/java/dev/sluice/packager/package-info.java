/**
 * The packager: access units in; segments and playlists out.
 *
 * <p>Above the origin, below the listeners. {@link dev.sluice.packager.Packager} owns the {@code pk-} threads; a channel
 * stays on one of them, and that thread alone writes its renditions and playlists. The door for everyone above is
 * {@link dev.sluice.packager.AccessUnitSink}.
 */
package dev.sluice.packager;
