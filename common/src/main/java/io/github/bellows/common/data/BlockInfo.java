package io.github.bellows.common.data;

import java.io.Serializable;

/**
 * One block of a set, as its manifest lists it.
 *
 * @param name file name in the set directory
 * @param records how many it holds
 * @param crc32c checksum of its records
 * @param fileBytes length of the file
 */
public record BlockInfo(String name, int records, int crc32c, long fileBytes)
    implements Serializable {}
