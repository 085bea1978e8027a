/** Where to cut segments, and only that. */
package dev.sluice.packager.segment;
