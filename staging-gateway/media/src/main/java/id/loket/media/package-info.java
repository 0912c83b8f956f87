/** Photos, images and logos: resumable uploads, ranges, variants. */
package id.loket.media;
