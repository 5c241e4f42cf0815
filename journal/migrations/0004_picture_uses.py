import django.db.models.deletion
from collections import defaultdict
from django.conf import settings
from django.db import migrations, models


def show_what_was_held(apps, schema_editor):
    """What an entry held, it and all its versions and drafts show.

    Which of them really do is sealed. Each says so itself when it is written next; until then
    nothing is deleted that any of them may show.
    """
    Picture = apps.get_model('accounts', 'Picture')
    PictureUse = apps.get_model('journal', 'PictureUse')
    may_show = {
        'entry': apps.get_model('journal', 'Entry').objects.values_list('pk', 'uuid'),
        'version': apps.get_model('journal', 'EntryVersion').objects.values_list('pk', 'entry__uuid'),
        'draft': apps.get_model('journal', 'Draft').objects.values_list('pk', 'entry_uuid'),
    }
    for owner in Picture.objects.order_by('owner').values_list('owner', flat=True).distinct():
        held = defaultdict(list)
        for picture, by in Picture.objects.filter(owner=owner).values_list('pk', 'held_by'):
            held[by].append(picture)
        for name, rows in may_show.items():
            PictureUse.objects.bulk_create(
                (
                    PictureUse(owner_id=owner, picture_id=picture, **{f'{name}_id': row})
                    for row, entry in rows.filter(owner=owner)
                    for picture in held[entry]
                ),
                batch_size=1000,
            )


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_pictures'),
        ('journal', '0003_writing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    run_before = [
        ('accounts', '0004_pictures_of_the_person'),  # it drops what this reads
    ]

    operations = [
        migrations.CreateModel(
            name='PictureUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('draft', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='picture_uses', to='journal.draft')),
                ('entry', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='picture_uses', to='journal.entry')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('picture', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='accounts.picture')),
                ('version', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='picture_uses', to='journal.entryversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('entry', 'picture'), name='picture_once_per_entry'), models.UniqueConstraint(fields=('version', 'picture'), name='picture_once_per_version'), models.UniqueConstraint(fields=('draft', 'picture'), name='picture_once_per_draft'), models.CheckConstraint(condition=models.Q(models.Q(('draft', None), ('entry__isnull', False), ('version', None)), models.Q(('draft', None), ('entry', None), ('version__isnull', False)), models.Q(('draft__isnull', False), ('entry', None), ('version', None)), _connector='OR'), name='picture_shown_by_one')],
            },
        ),
        migrations.RunPython(show_what_was_held, migrations.RunPython.noop),
    ]
