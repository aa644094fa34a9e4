package io.github.bellows.common.storage;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.Syncable;

/**
 * New files and directories of this machine. Without its native library Hadoop starts a process for
 * each of them, to set the permissions, which takes longer than to write most of ours. Made by Java
 * they have those of the process's umask.
 */
final class LocalFiles {
  private LocalFiles() {}

  /** Returns whether files of a file system can be made here: not if a class builds on Hadoop's. */
  static boolean serve(FileSystem files) {
    return files.getClass() == RawLocalFileSystem.class;
  }

  /** Creates or truncates a file and the directories above it. */
  static FSDataOutputStream create(FileSystem files, Path path) throws IOException {
    Path directory = path.getParent();
    if (!makeDirectory(files, directory)) {
      throw new IOException("directory " + Storage.display(directory) + " cannot be made");
    }
    return new FSDataOutputStream(new Output(new FileOutputStream(file(path))), null);
  }

  /** Creates a directory and those above it; returns whether there is one now. */
  static boolean makeDirectory(FileSystem files, Path path) throws IOException {
    File directory = file(path);
    // What stands in the way, Hadoop says in words.
    return directory.isDirectory() || directory.mkdirs() || files.mkdirs(path);
  }

  private static File file(Path path) {
    return new File(path.toUri().getPath());
  }

  /** Writes to a file, and waits for its disk if asked to. */
  private static final class Output extends BufferedOutputStream implements Syncable {
    private final FileOutputStream file;

    private Output(FileOutputStream file) {
      super(file);
      this.file = file;
    }

    @Override
    public void hflush() throws IOException {
      flush();
    }

    @Override
    public void hsync() throws IOException {
      flush();
      file.getFD().sync();
    }
  }
}
