from django.db import migrations, models


class Migration(migrations.Migration):
    """Which entry shows a picture stands in `journal.PictureUse`: its migration runs before."""

    dependencies = [
        ('accounts', '0003_pictures'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='picture',
            name='picture_of',
        ),
        migrations.AddIndex(
            model_name='picture',
            index=models.Index(fields=['owner', 'created'], name='picture_came'),
        ),
        migrations.RemoveField(
            model_name='picture',
            name='held_by',
        ),
    ]
