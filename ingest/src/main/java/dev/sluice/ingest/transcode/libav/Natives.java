package dev.sluice.ingest.transcode.libav;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.Callback_Pointer_int_BytePointer_Pointer;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;

/**
 * FFmpeg's libraries, unpacked and loaded once a process. Any thread.
 *
 * <p>JavaCPP by itself refuses memory once the whole process has four times the heap, and media lies outside of the heap:
 * it is told not to count, unless {@value #LIMIT_PROPERTY}, as written here or with a capital B, says how much. The limits
 * of the store and of the rings rule.
 */
public final class Natives {
  private static final String CACHE_PROPERTY = "org.bytedeco.javacpp.cachedir";
  // Where both spellings are set, JavaCPP goes by the one with a capital B.
  private static final String LIMIT_PROPERTY = "org.bytedeco.javacpp.maxbytes";
  private static final String NO_LIMIT = "0";

  private Natives() {}

  /**
   * Loads the libraries and silences their log.
   *
   * @param cache directory for what is unpacked, made when it is missing; the first call in a process decides
   * @throws LibavException if the directory cannot be made, or there are no natives for this machine
   */
  public static void load(Path cache) {
    unpackInto(cache);
    try {
      Loader.load(avutil.class);
      Loader.load(avcodec.class);
      Loader.load(avfilter.class);
    } catch (UnsatisfiedLinkError e) {
      throw new LibavException("no FFmpeg libraries for this machine: " + e.getMessage());
    }
    // Results say what went wrong; the log would let a publisher fill standard error.
    avutil.av_log_set_callback((Callback_Pointer_int_BytePointer_Pointer) null);
  }

  /**
   * Says where libraries and programs are unpacked, without unpacking any. Comes before all else of JavaCPP, which reads
   * its properties once.
   *
   * @param cache made when it is missing; the first call in a process decides
   * @throws LibavException if the directory cannot be made
   */
  public static synchronized void unpackInto(Path cache) {
    if (System.getProperty(LIMIT_PROPERTY) == null) {
      System.setProperty(LIMIT_PROPERTY, NO_LIMIT);
    }
    if (System.getProperty(CACHE_PROPERTY) != null) {
      return;
    }
    try {
      System.setProperty(
          CACHE_PROPERTY, Files.createDirectories(cache).toRealPath().toString());
    } catch (IOException e) {
      throw new LibavException(cache + " (expected: a directory to unpack FFmpeg in): " + e);
    }
  }
}
