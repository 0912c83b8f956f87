package id.loket.photo;

import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifImageDirectory;
import com.drew.metadata.exif.ExifInteropDirectory;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import com.drew.metadata.exif.ExifThumbnailDirectory;
import com.drew.metadata.exif.GpsDirectory;
import com.drew.metadata.exif.PanasonicRawDistortionDirectory;
import com.drew.metadata.exif.PanasonicRawIFD0Directory;
import com.drew.metadata.exif.PanasonicRawWbInfo2Directory;
import com.drew.metadata.exif.PanasonicRawWbInfoDirectory;
import com.drew.metadata.exif.PrintIMDirectory;
import com.drew.metadata.exif.makernotes.AppleMakernoteDirectory;
import com.drew.metadata.exif.makernotes.AppleRunTimeMakernoteDirectory;
import com.drew.metadata.exif.makernotes.CanonMakernoteDirectory;
import com.drew.metadata.exif.makernotes.CasioType1MakernoteDirectory;
import com.drew.metadata.exif.makernotes.CasioType2MakernoteDirectory;
import com.drew.metadata.exif.makernotes.FujifilmMakernoteDirectory;
import com.drew.metadata.exif.makernotes.KodakMakernoteDirectory;
import com.drew.metadata.exif.makernotes.KyoceraMakernoteDirectory;
import com.drew.metadata.exif.makernotes.LeicaMakernoteDirectory;
import com.drew.metadata.exif.makernotes.LeicaType5MakernoteDirectory;
import com.drew.metadata.exif.makernotes.NikonPictureControl1Directory;
import com.drew.metadata.exif.makernotes.NikonPictureControl2Directory;
import com.drew.metadata.exif.makernotes.NikonType1MakernoteDirectory;
import com.drew.metadata.exif.makernotes.NikonType2MakernoteDirectory;
import com.drew.metadata.exif.makernotes.OlympusCameraSettingsMakernoteDirectory;
import com.drew.metadata.exif.makernotes.OlympusEquipmentMakernoteDirectory;
import com.drew.metadata.exif.makernotes.OlympusFocusInfoMakernoteDirectory;
import com.drew.metadata.exif.makernotes.OlympusImageProcessingMakernoteDirectory;
import com.drew.metadata.exif.makernotes.OlympusMakernoteDirectory;
import com.drew.metadata.exif.makernotes.OlympusRawDevelopment2MakernoteDirectory;
import com.drew.metadata.exif.makernotes.OlympusRawDevelopmentMakernoteDirectory;
import com.drew.metadata.exif.makernotes.OlympusRawInfoMakernoteDirectory;
import com.drew.metadata.exif.makernotes.PanasonicMakernoteDirectory;
import com.drew.metadata.exif.makernotes.PentaxMakernoteDirectory;
import com.drew.metadata.exif.makernotes.ReconyxHyperFire2MakernoteDirectory;
import com.drew.metadata.exif.makernotes.ReconyxHyperFireMakernoteDirectory;
import com.drew.metadata.exif.makernotes.ReconyxUltraFireMakernoteDirectory;
import com.drew.metadata.exif.makernotes.RicohMakernoteDirectory;
import com.drew.metadata.exif.makernotes.SamsungType2MakernoteDirectory;
import com.drew.metadata.exif.makernotes.SanyoMakernoteDirectory;
import com.drew.metadata.exif.makernotes.SigmaMakernoteDirectory;
import com.drew.metadata.exif.makernotes.SonyTag9050bDirectory;
import com.drew.metadata.exif.makernotes.SonyType1MakernoteDirectory;
import com.drew.metadata.exif.makernotes.SonyType6MakernoteDirectory;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What the reader of EXIF makes by reflection while it reads. Without them an executable took every
 * photo for upright and without a place ({@code MediaIT}); those of the cameras' makers too,
 * because one that cannot be made ends the reading.
 */
@RegisterForReflection(
    methods = false,
    fields = false,
    targets = {
      ExifIFD0Directory.class,
      ExifImageDirectory.class,
      ExifInteropDirectory.class,
      ExifSubIFDDirectory.class,
      ExifThumbnailDirectory.class,
      GpsDirectory.class,
      PanasonicRawDistortionDirectory.class,
      PanasonicRawIFD0Directory.class,
      PanasonicRawWbInfo2Directory.class,
      PanasonicRawWbInfoDirectory.class,
      PrintIMDirectory.class,
      AppleMakernoteDirectory.class,
      AppleRunTimeMakernoteDirectory.class,
      CanonMakernoteDirectory.class,
      CasioType1MakernoteDirectory.class,
      CasioType2MakernoteDirectory.class,
      FujifilmMakernoteDirectory.class,
      KodakMakernoteDirectory.class,
      KyoceraMakernoteDirectory.class,
      LeicaMakernoteDirectory.class,
      LeicaType5MakernoteDirectory.class,
      NikonPictureControl1Directory.class,
      NikonPictureControl2Directory.class,
      NikonType1MakernoteDirectory.class,
      NikonType2MakernoteDirectory.class,
      OlympusCameraSettingsMakernoteDirectory.class,
      OlympusEquipmentMakernoteDirectory.class,
      OlympusFocusInfoMakernoteDirectory.class,
      OlympusImageProcessingMakernoteDirectory.class,
      OlympusMakernoteDirectory.class,
      OlympusRawDevelopment2MakernoteDirectory.class,
      OlympusRawDevelopmentMakernoteDirectory.class,
      OlympusRawInfoMakernoteDirectory.class,
      PanasonicMakernoteDirectory.class,
      PentaxMakernoteDirectory.class,
      ReconyxHyperFire2MakernoteDirectory.class,
      ReconyxHyperFireMakernoteDirectory.class,
      ReconyxUltraFireMakernoteDirectory.class,
      RicohMakernoteDirectory.class,
      SamsungType2MakernoteDirectory.class,
      SanyoMakernoteDirectory.class,
      SigmaMakernoteDirectory.class,
      SonyTag9050bDirectory.class,
      SonyType1MakernoteDirectory.class,
      SonyType6MakernoteDirectory.class
    })
final class ExifDirectories {
  private ExifDirectories() {}
}
