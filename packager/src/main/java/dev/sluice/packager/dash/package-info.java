/** DASH manifests (ISO/IEC 23009-1) of the CMAF segments: text as a pure function of an immutable snapshot. */
package dev.sluice.packager.dash;
